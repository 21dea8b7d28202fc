"""The tables, one file an aggregate."""

from db.models.activity import Activity
from db.models.assessment import Assessment
from db.models.base import Base, Record
from db.models.circle import CircleMembership, CommercialCircle
from db.models.district import District
from db.models.instructor import Instructor, InstructorAssignment
from db.models.organization import Organization
from db.models.party_organization import PartyOrganization, PartyOrganizationCover
from db.models.station import GuidanceStation, StationFunding, StationService

__all__ = [
    "Activity",
    "Assessment",
    "Base",
    "CircleMembership",
    "CommercialCircle",
    "District",
    "GuidanceStation",
    "Instructor",
    "InstructorAssignment",
    "Organization",
    "PartyOrganization",
    "PartyOrganizationCover",
    "Record",
    "StationFunding",
    "StationService",
]
