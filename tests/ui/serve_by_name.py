"""`inyong serve` behind a guard that knows a visitor by a cookie, as the real one does by login or cookie."""

import http.cookies
import sys

from ui.cli import main
from ui.page.visitor import VISITOR
from ui.server import serving


class Naming(serving.Guard):
    """Puts the cookie "who" of a request into its scope, for ui.page.visitor."""

    async def __call__(self, scope, receive, send):
        for name, value in scope.get("headers", ()):
            if name == b"cookie":
                who = http.cookies.SimpleCookie(value.decode("latin-1")).get("who")
                scope[VISITOR] = who.value if who else ""
        await super().__call__(scope, receive, send)


if __name__ == "__main__":
    serving.Guard = Naming
    sys.exit(main())
