"""The registry of situations, from the most specific to the most general."""

from bot.law.situations.freight_insurance import SITUATION as FREIGHT_INSURANCE
from bot.law.situations.no_reason import SITUATION as NO_REASON
from bot.law.situations.prohibited_mail import SITUATION as PROHIBITED_MAIL
from bot.law.situations.quality_defect import SITUATION as QUALITY_DEFECT
from bot.law.situations.situation import Situation
from bot.law.situations.transit_damage import SITUATION as TRANSIT_DAMAGE

SITUATIONS: tuple[Situation, ...] = (
    FREIGHT_INSURANCE,
    PROHIBITED_MAIL,
    TRANSIT_DAMAGE,
    QUALITY_DEFECT,
    NO_REASON,
)
