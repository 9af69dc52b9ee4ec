"""A stand-in for WeChat's servers, for development and tests.

Written from the platform's documented behaviour; signatures and encryption are wechatpy's. It knows
nothing of how the advisor's own channel works, so that each can find the other's mistakes.
"""

from bot.wechat_simulator.accounts import (
    OUT_OF_ORDER,
    Account,
    CustomerServiceAccount,
    Delivery,
    Mode,
    Sent,
)
from bot.wechat_simulator.customer_service import CustomerService
from bot.wechat_simulator.envelope import Call
from bot.wechat_simulator.official_account import WeChat

__all__ = [
    "OUT_OF_ORDER",
    "Account",
    "Call",
    "CustomerService",
    "CustomerServiceAccount",
    "Delivery",
    "Mode",
    "Sent",
    "WeChat",
]
