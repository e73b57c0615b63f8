"""The tables of correspondence, one file a subject."""

from rooftree.correspondence.models.messages import Attempt, Message, Waiting
from rooftree.correspondence.models.print_runs import LetterInRun, PrintRun
from rooftree.correspondence.models.replies import InboundFile, InboundMail
from rooftree.correspondence.models.runs import Run
from rooftree.correspondence.models.templates import TemplateVersion
from rooftree.correspondence.models.troubles import PointTrouble

__all__ = [
    "Attempt",
    "InboundFile",
    "InboundMail",
    "LetterInRun",
    "Message",
    "PointTrouble",
    "PrintRun",
    "Run",
    "TemplateVersion",
    "Waiting",
]
