"""The registers of duties."""

from datetime import date

import pytest

from db import models
from tests.db.repositories.register_case import (
    DAYS,
    OF_PARTY,
    YEARS,
    Case,
    by_party,
    entry,
)

CASES = (
    Case(
        models.Responsibility,
        by_party(
            "holder_id",
            title=("a", "b", "c"),
            year=YEARS,
            due_on=(None, date(2017, 11, 1), date(2016, 6, 1)),
            done_on=(None, None, date(2016, 5, 1)),
        ),
        (
            *OF_PARTY,
            ({"statuses": ["DONE"]}, [3]),
            ({"statuses": ["OVERDUE"]}, [1]),  # its year is over
            ({"statuses": ["IN_PROGRESS"]}, [2]),  # due on the day itself
            ({"statuses": ["PENDING"]}, []),
            ({"statuses": ["OVERDUE", "DONE"], "district": "630104"}, [1]),
        ),
        {"done_on": date(2016, 12, 1)},
        {"responsibilities_total": (3, 2, 2), "responsibilities_done": (2, 1, 2)},
    ),
    Case(
        models.Assessment,
        by_party(
            "subject_id",
            year=YEARS,
            target=("a", "b", "c"),
            weight=(0.5, 0.25, 0.25),
            score=(None, 80.0, 60.0),
        ),
        OF_PARTY,
        {"score": 90.0},
        # Weighted points are 45, 20 and 15, the weights a half and two quarters.
        {"assessment_score": (80.0, pytest.approx(65 / 0.75), 80.0)},
        {"statuses"},
    ),
    Case(
        models.Inspection,
        by_party("subject_id", on=DAYS, findings=("a", "b", "c")),
        OF_PARTY,
        {"findings": "mended"},
        {},
        {"statuses"},
    ),
    Case(
        models.RectificationItem,
        (
            entry(owner_id=3, organization_id=1),
            entry(owner_id=2, organization_id=None),
            entry(owner_id=2, organization_id=3),
        ),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),  # of the organization first, then of the owner
            ({"circle": 1}, [1]),
            ({"circle": 2}, [2]),
            ({"organization": 3}, [3]),
            ({"year": 2016}, [1, 3]),
            ({"statuses": ["LISTED"]}, [1, 2]),
            ({"statuses": ["CLOSED", "SUBMITTED"]}, [3]),
        ),
        {"due_on": date(2017, 11, 1)},
        {
            "rectification_open": (2, 2, 1),
            "rectification_closed": (1, 0, 1),
            "rectification_overdue": (1, 1, 0),
        },
    ),
    Case(
        models.Measure,
        by_party("owner_id", number=(1, 2, 3), title=("a", "b", "c")),
        (
            ({}, [1, 2, 3]),
            ({"district": "630104"}, [1, 2]),
            ({"circle": 2}, [2]),
            ({"year": 2016}, []),
            ({"statuses": ["PENDING"]}, [1, 2, 3]),
            ({"statuses": ["DONE"]}, []),
        ),
        {"title": "new"},
        {"measures_total": (3, 2, 0), "measures_done": (0, 0, 0)},
        {"organization"},
    ),
)
