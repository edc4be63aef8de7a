"""Every kind of change request, in the order people look for them (domain facts 7)."""

from harapan.registry.models import ChangeRequest
from harapan.registry.requests import household, identity, life, programme, schooling
from harapan.registry.requests.base import Kind
from harapan.ui.words import Words

GROUPS = {
    "life": Words("Kelahiran, kehamilan, kematian", "Births, pregnancies, deaths"),
    "school": Words("Sekolah", "School"),
    "household": Words("Tempat tinggal dan susunan keluarga", "Home and household"),
    "identity": Words("Identitas dan dokumen", "Identity and papers"),
    "health": Words("Kesehatan", "Health"),
    "money": Words("Rekening dan kartu", "Account and card"),
    "programme": Words("Kepesertaan dan program lain", "The programme, and others"),
}

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        life.Birth(),
        life.Pregnancy(),
        life.PregnancyEnded(),
        life.Death(),
        household.CaretakerDied(),
        life.Disability(),
        schooling.SchoolBegun(),
        schooling.SchoolChanged(),
        schooling.SchoolLeft(),
        household.Move(),
        household.MemberAway(),
        household.Caretaker(),
        household.Guardian(),
        household.Split(),
        household.Join(),
        identity.Identity(),
        identity.Card(),
        identity.Phone(),
        identity.Occupation(),
        identity.HealthUnit(),
        programme.NewAccount(),
        programme.CardTrouble(),
        identity.OtherProgramme(),
        programme.Decile(),
        programme.Feasible(),
        programme.Resignation(),
        programme.Removal(),
        programme.Left(),
        programme.Return(),
    )
}


def kind_of(request: ChangeRequest) -> Kind:
    """What kind a request is of."""
    return KINDS[request.kind]
