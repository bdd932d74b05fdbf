"""Mirrors a ledger to a store; at a named point the process is killed (-9). Run by test_store_crash."""

import json
import sys
from pathlib import Path

from dying import arm, die

from index.milvus.settings import StoreSettings
from index.milvus.store import Store
from index.milvus.writing import mirror
from index.store.home import ledger_path
from index.store.ledger import Ledger


def main() -> None:
    order = json.loads(sys.argv[1])
    with Store(StoreSettings(**order["settings"])) as store:
        ledger = Ledger.open(ledger_path(Path(order["home"])))
        arm(order["point"], order["moment"], order["count"], die)
        mirror(store, ledger, order["dimension"])


if __name__ == "__main__":
    main()
