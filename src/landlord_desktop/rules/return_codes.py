"""Why a payment came back, in words: the return codes of the ACH network, and what a chargeback or refund is called.

Source: the return reason codes of the Nacha operating rules, worded for a bookkeeper.
"""

import re

RETURN_WORDS = {
    "R01": "Insufficient funds",
    "R02": "Account closed",
    "R03": "No account, or the account cannot be found",
    "R04": "Account number not valid",
    "R05": "Consumer did not authorize a corporate debit",
    "R06": "Returned at the request of our bank",
    "R07": "Authorization revoked by the payer",
    "R08": "Payment stopped by the payer",
    "R09": "Funds not collected yet",
    "R10": "Payer says it was not authorized",
    "R11": "Payer says it differs from what was authorized",
    "R12": "Branch sold to another bank",
    "R13": "Routing number not valid",
    "R14": "Representative payee deceased or unable to act",
    "R15": "Account holder deceased",
    "R16": "Account frozen",
    "R17": "Entry refused by the payer's bank as questionable",
    "R18": "Effective date not proper",
    "R19": "Amount field not right",
    "R20": "Account does not allow such payments",
    "R21": "Company identification not valid",
    "R22": "Individual ID not valid",
    "R23": "Credit refused by the receiver",
    "R24": "Duplicate entry",
    "R25": "Addenda not right",
    "R26": "Mandatory field not right",
    "R27": "Trace number not right",
    "R28": "Check digit of the routing number not right",
    "R29": "Corporate payer says it was not authorized",
    "R30": "Payer's bank takes no part in check truncation",
    "R31": "Return allowed by the originating bank",
    "R32": "Payer's bank does not settle",
    "R33": "Return of a destroyed check entry",
    "R34": "Payer's bank limited in taking part",
    "R35": "Return of an improper debit",
    "R36": "Return of an improper credit",
    "R37": "The check itself was presented too",
    "R38": "Payment of the check was stopped",
    "R39": "Improper source document, or the check was presented too",
    "R51": "Re-presented check not eligible",
    "R52": "Payment of a re-presented check was stopped",
    "R53": "Check and its re-presented entry both presented",
    "R61": "Return sent to the wrong bank",
    "R67": "Duplicate return",
    "R68": "Return came too late",
    "R69": "Fields of the return not right",
    "R80": "Entry abroad not right",
    "R81": "Receiving country takes no part",
    "R82": "Foreign bank's identification not valid",
    "R83": "Foreign bank could not settle",
    "R84": "Entry not processed by the gateway",
    "R85": "Entry abroad coded as domestic",
}
KIND_WORDS = {"return": "Returned", "refund": "Refunded", "chargeback": "Charged back"}
_ACH = re.compile(r"R\d\d", re.ASCII)


def return_words(kind: str, code: str, reason: str = "") -> str:
    """The reason in words with its code: "R01 Insufficient funds"; what the server says where the code is unknown."""
    code = code.strip().upper()
    words = RETURN_WORDS.get(code) if _ACH.fullmatch(code) else None
    told = words or reason.strip() or KIND_WORDS[kind]
    return f"{code} {told}".strip()
