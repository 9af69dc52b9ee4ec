"""The registry of situations, from the most specific to the most general."""

from bot.law.situations.exchange_repair import SITUATION as EXCHANGE_REPAIR
from bot.law.situations.freight_insurance import SITUATION as FREIGHT_INSURANCE
from bot.law.situations.no_reason import SITUATION as NO_REASON
from bot.law.situations.not_as_described import SITUATION as NOT_AS_DESCRIBED
from bot.law.situations.not_returnable import SITUATION as NOT_RETURNABLE
from bot.law.situations.order_cancel import SITUATION as ORDER_CANCEL
from bot.law.situations.prohibited_mail import SITUATION as PROHIBITED_MAIL
from bot.law.situations.quality_defect import SITUATION as QUALITY_DEFECT
from bot.law.situations.refund_delay import SITUATION as REFUND_DELAY
from bot.law.situations.situation import Situation
from bot.law.situations.transit_damage import SITUATION as TRANSIT_DAMAGE
from bot.law.situations.wrong_item import SITUATION as WRONG_ITEM

SITUATIONS: tuple[Situation, ...] = (
    REFUND_DELAY,
    FREIGHT_INSURANCE,
    PROHIBITED_MAIL,
    ORDER_CANCEL,
    NOT_RETURNABLE,
    EXCHANGE_REPAIR,
    TRANSIT_DAMAGE,
    WRONG_ITEM,
    NOT_AS_DESCRIBED,
    QUALITY_DEFECT,
    NO_REASON,
)
