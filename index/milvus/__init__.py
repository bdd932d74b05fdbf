"""A library on Milvus: a mirror of one ledger, from which any number of processes answer."""
