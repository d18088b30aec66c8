"""What risk assessments are kept in."""

from vern.plan.risk.models.assessment import (
    KIND,
    Colour,
    Disagreement,
    Participant,
    RiskAssessment,
    RiskRow,
    RowMeasure,
    State,
)
from vern.plan.risk.models.content import (
    METHOD_LABELS,
    AssessmentType,
    ColourWord,
    ConsequenceLevel,
    Factor,
    LikelihoodLevel,
    Method,
    RiskPolicy,
    Scale,
)

__all__ = [
    "KIND",
    "METHOD_LABELS",
    "AssessmentType",
    "Colour",
    "ColourWord",
    "ConsequenceLevel",
    "Disagreement",
    "Factor",
    "LikelihoodLevel",
    "Method",
    "Participant",
    "RiskAssessment",
    "RiskPolicy",
    "RiskRow",
    "RowMeasure",
    "Scale",
    "State",
]
