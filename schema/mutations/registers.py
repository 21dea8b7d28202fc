"""The registers: recorded and corrected, a line each."""

from __future__ import annotations

import strawberry

from db import models
from schema.recording_fields import recording, registering, updating
from schema.types.activity import ActivityInput, ActivityPayload
from schema.types.alliance import AllianceInput, AlliancePayload
from schema.types.assessment import AssessmentInput, AssessmentPayload
from schema.types.brand_rating import BrandRatingInput, BrandRatingPayload
from schema.types.culture_site import CultureSiteInput, CultureSitePayload
from schema.types.dues_rebate import DuesRebateInput, DuesRebatePayload
from schema.types.exemplar import ExemplarInput, ExemplarPayload
from schema.types.honor import HonorInput, HonorPayload
from schema.types.honor_pay_program import HonorPayProgramInput, HonorPayProgramPayload
from schema.types.incubation_grant import IncubationGrantInput, IncubationGrantPayload
from schema.types.inspection import InspectionInput, InspectionPayload
from schema.types.instructor import InstructorInput, InstructorPayload
from schema.types.measure import MeasureInput, MeasurePayload
from schema.types.pairing import PairingInput, PairingPayload
from schema.types.party_organization import PartyOrganizationInput, PartyOrganizationPayload
from schema.types.rectification_item import RectificationInput, RectificationPayload
from schema.types.responsibility import ResponsibilityInput, ResponsibilityPayload
from schema.types.wish import WishInput, WishPayload


@strawberry.type
class RegisterMutations:
    """What editors record in the registers."""

    record_activity: ActivityPayload = recording(
        models.Activity, ActivityInput, "Records an activity (登记活动)."
    )
    register_party_organization: PartyOrganizationPayload = registering(
        models.PartyOrganization,
        PartyOrganizationInput,
        "Registers a party organization (登记党组织).",
    )
    update_party_organization: PartyOrganizationPayload = updating(
        models.PartyOrganization,
        PartyOrganizationInput,
        "Corrects a party organization (更正); what is left out and has no default stays as it is.",
    )
    register_alliance: AlliancePayload = registering(
        models.Alliance, AllianceInput, "Registers an alliance (组建城市党建联盟)."
    )
    update_alliance: AlliancePayload = updating(
        models.Alliance, AllianceInput, "Corrects an alliance (更正) and replaces its members."
    )
    register_instructor: InstructorPayload = registering(
        models.Instructor, InstructorInput, "Registers an instructor's post (选派党建工作指导员)."
    )
    update_instructor: InstructorPayload = updating(
        models.Instructor,
        InstructorInput,
        "Corrects an instructor's post (更正) and replaces whom it guides from the day of the "
        "newest fact on.",
    )
    assign_responsibility: ResponsibilityPayload = recording(
        models.Responsibility, ResponsibilityInput, "Assigns a responsibility (落实责任)."
    )
    set_assessment: AssessmentPayload = recording(
        models.Assessment, AssessmentInput, "Sets a target to be assessed (下达考核目标)."
    )
    record_inspection: InspectionPayload = recording(
        models.Inspection,
        InspectionInput,
        "Records an inspection (登记督促检查) and lists the items that it opens.",
    )
    list_rectification: RectificationPayload = recording(
        models.RectificationItem,
        RectificationInput,
        "Lists an item to be mended (挂牌); a correction leaves its step as it is.",
    )
    post_wish: WishPayload = recording(
        models.Wish,
        WishInput,
        "Posts a wish (发布微心愿); a correction leaves its status as it is.",
    )
    rate_brand: BrandRatingPayload = recording(
        models.BrandRating,
        BrandRatingInput,
        "Rates an organization by a brand (评定品牌), by the criteria that are in force.",
    )
    name_exemplar: ExemplarPayload = recording(
        models.Exemplar, ExemplarInput, "Names a post or a field an example (命名示范岗、责任田)."
    )
    record_honor: HonorPayload = recording(
        models.Honor, HonorInput, "Records honours (登记荣誉), as a count."
    )
    record_pairing: PairingPayload = recording(
        models.Pairing, PairingInput, "Records a pairing with a village (登记结对帮扶)."
    )
    set_measure: MeasurePayload = recording(
        models.Measure, MeasureInput, "Sets a measure and its timetable (制定措施)."
    )
    record_dues_rebate: DuesRebatePayload = recording(
        models.DuesRebate, DuesRebateInput, "Records dues matched and returned (登记党费返还)."
    )
    record_incubation_grant: IncubationGrantPayload = recording(
        models.IncubationGrant, IncubationGrantInput, "Records a grant (登记孵化发展基金)."
    )
    set_honor_pay_program: HonorPayProgramPayload = recording(
        models.HonorPayProgram,
        HonorPayProgramInput,
        "Sets the honour pay of an organization (设立党员荣誉薪酬).",
    )
    register_culture_site: CultureSitePayload = recording(
        models.CultureSite, CultureSiteInput, "Registers a place of culture (登记文化阵地)."
    )
