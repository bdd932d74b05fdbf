"""What an update tells as JSON."""

import copy
import json
import pickle

import pytest

from index.errors import Unreadable
from index.update.run_update import UpdateSummary
from ui.commands.progress import summary_to_json

FAILURE = Unreadable("cannot read a.pdf", "it is encrypted", "Save it without a password")


def test_a_summary_tells_what_could_not_be_read():
    summary = UpdateSummary(
        added=1,
        changed=0,
        deleted=0,
        moved=0,
        unchanged=2,
        failures=(FAILURE,),
        generation=3,
        articles=3,
        passages=9,
        seconds=0.5,
    )

    record = json.loads(json.dumps(summary_to_json(summary)))

    assert record["event"] == "summary"
    assert record["failures"] == [
        {
            "what": "cannot read a.pdf",
            "why": "it is encrypted",
            "mend": "Save it without a password",
        }
    ]
    assert (record["added"], record["cancelled"]) == (1, False)


@pytest.mark.parametrize("way", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_an_error_may_be_copied_and_sent(way):
    other = way(FAILURE)

    assert type(other) is Unreadable
    assert (str(other), other.mend) == (str(FAILURE), FAILURE.mend)
