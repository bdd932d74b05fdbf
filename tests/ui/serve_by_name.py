"""`inyong serve` that knows a visitor by a cookie of the test's choice, as the real one does by a random one."""

import http.cookies
import sys

from ui.cli import main
from ui.page.visitor import VISITOR
from ui.server import serving


class Naming(serving.Visitors):
    """Puts the cookie "who" of a request into its scope, for ui.page.visitor."""

    async def __call__(self, scope, receive, send):
        for name, value in scope.get("headers", ()):
            if name == b"cookie":
                who = http.cookies.SimpleCookie(value.decode("latin-1")).get("who")
                scope[VISITOR] = who.value if who else ""
        await self.application(scope, receive, send)


if __name__ == "__main__":
    serving.Visitors = Naming
    sys.exit(main())
