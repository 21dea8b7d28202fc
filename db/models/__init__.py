"""The tables, one file an aggregate."""

from db.models.access_token import AccessToken, AccessTokenDistrict
from db.models.activity import Activity
from db.models.alliance import Alliance, AllianceCircle, AllianceOrganization
from db.models.assessment import Assessment
from db.models.audit import AuditEntry, AuditHead
from db.models.base import Base, Record
from db.models.brand import BrandCriterion, BrandRating, BrandRatingCriterion
from db.models.circle import CircleMembership, CommercialCircle
from db.models.culture_site import CultureSite
from db.models.district import District
from db.models.dues_rebate import DuesRebate
from db.models.exemplar import Exemplar
from db.models.file_import import FileImport, FileImportPart
from db.models.honor import Honor
from db.models.honor_pay import HonorPayProgram
from db.models.incubation_grant import IncubationGrant
from db.models.inspection import Inspection
from db.models.instructor import Instructor, InstructorAssignment
from db.models.layer_change import LayerChange, LayerVersion
from db.models.measure import Measure, Milestone
from db.models.moment import Moment
from db.models.organization import Organization
from db.models.pairing import Pairing
from db.models.party_organization import PartyOrganization, PartyOrganizationCover
from db.models.planning_job import PlanningJob
from db.models.rectification import RectificationEvent, RectificationItem
from db.models.responsibility import Responsibility
from db.models.road import Road, RoadImport
from db.models.station import GuidanceStation, StationFunding, StationService
from db.models.wish import Wish

__all__ = [
    "AccessToken",
    "AccessTokenDistrict",
    "Activity",
    "Alliance",
    "AllianceCircle",
    "AllianceOrganization",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "BrandCriterion",
    "BrandRating",
    "BrandRatingCriterion",
    "CircleMembership",
    "CommercialCircle",
    "CultureSite",
    "District",
    "DuesRebate",
    "Exemplar",
    "FileImport",
    "FileImportPart",
    "GuidanceStation",
    "Honor",
    "HonorPayProgram",
    "IncubationGrant",
    "Inspection",
    "Instructor",
    "InstructorAssignment",
    "LayerChange",
    "LayerVersion",
    "Measure",
    "Milestone",
    "Moment",
    "Organization",
    "Pairing",
    "PartyOrganization",
    "PartyOrganizationCover",
    "PlanningJob",
    "Record",
    "RectificationEvent",
    "RectificationItem",
    "Responsibility",
    "Road",
    "RoadImport",
    "StationFunding",
    "StationService",
    "Wish",
]
