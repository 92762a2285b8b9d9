"""The published vocabularies that a condition's crosswalk may name: gRPC codes, ccxt exceptions, FIX reasons.

The sets hold names and numbers only. The checks refuse a crosswalk that names anything else, and the pages
put a FIX value's name next to its number.
"""

from __future__ import annotations

# The canonical codes of google/rpc/code.proto in https://github.com/googleapis/googleapis, all 17.
GRPC = frozenset(
    """OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED
    UNAUTHENTICATED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE
    DATA_LOSS""".split()
)

CCXT_RETRIES = frozenset(
    """OperationFailed NetworkError DDoSProtection RateLimitExceeded ExchangeNotAvailable OnMaintenance InvalidNonce
    ChecksumError RequestTimeout BadResponse NullResponse CancelPending""".split()
)
"""The classes at and below OperationFailed in the file named below: what ccxt's users take as a reason to try again."""

# The exception classes of ccxt 4.5.37, js/src/base/errorHierarchy.js in https://github.com/ccxt/ccxt, all 40 below
# BaseError, which itself says nothing.
CCXT = CCXT_RETRIES | frozenset(
    """ExchangeError AuthenticationError PermissionDenied AccountNotEnabled AccountSuspended ArgumentsRequired
    BadRequest BadSymbol OperationRejected NoChange MarginModeAlreadySet MarketClosed ManualInteractionNeeded
    RestrictedLocation InsufficientFunds InvalidAddress AddressPending InvalidOrder OrderNotFound OrderNotCached
    OrderImmediatelyFillable OrderNotFillable DuplicateOrderId ContractUnavailable NotSupported
    InvalidProxySettings ExchangeClosedByUser UnsubscribeError""".split()
)

FIX_TAGS: dict[str, int] = {"OrdRejReason": 103, "CxlRejReason": 102, "BusinessRejectReason": 380}
"""The tag of each field."""

# FIX 5.0 SP2 with extension packs up to EP289, as shown at
# https://onixs.biz/fix-dictionary/5.0.sp2.ep289/tagNum_103.html and its sister pages. Numbers missing here are
# not assigned; those from 100 on are free for agreements between two parties and mean nothing across venues.
FIX: dict[str, dict[int, str]] = {
    "OrdRejReason": {
        0: "Broker / Exchange option",
        1: "Unknown symbol",
        2: "Exchange closed",
        3: "Order exceeds limit",
        4: "Too late to enter",
        5: "Unknown order",
        6: "Duplicate order",
        7: "Duplicate of a verbally communicated order",
        8: "Stale order",
        9: "Trade along required",
        10: "Invalid investor ID",
        11: "Unsupported order characteristic",
        12: "Surveillance option",
        13: "Incorrect quantity",
        14: "Incorrect allocated quantity",
        15: "Unknown account(s)",
        16: "Price exceeds current price band",
        18: "Invalid price increment",
        19: "Reference price not available",
        20: "Notional value exceeds threshold",
        21: "Algorithm risk threshold breached",
        22: "Short sell not permitted",
        23: "Short sell rejected due to security pre-borrow restriction",
        24: "Short sell rejected due to account pre-borrow restriction",
        25: "Insufficient credit limit",
        26: "Exceeded clip size limit",
        27: "Exceeded maximum notional order amount",
        28: "Exceeded DV01/PV01 limit",
        29: "Exceeded CS01 limit",
        99: "Other",
    },
    "CxlRejReason": {
        0: "Too late to cancel",
        1: "Unknown order",
        2: "Broker / Exchange option",
        3: "Order already in pending cancel or pending replace status",
        4: "Unable to process order mass cancel request",
        5: "OrigOrdModTime did not match last TransactTime of order",
        6: "Duplicate ClOrdID received",
        7: "Price exceeds current price",
        8: "Price exceeds current price band",
        18: "Invalid price increment",
        99: "Other",
    },
    "BusinessRejectReason": {
        0: "Other",
        1: "Unknown ID",
        2: "Unknown security",
        3: "Unsupported message type",
        4: "Application not available",
        5: "Conditionally required field missing",
        6: "Not authorized",
        7: "DeliverTo firm not available at this time",
        8: "Throttle limit exceeded",
        9: "Throttle limit exceeded, session will be disconnected",
        10: "Throttled messages rejected on request",
        18: "Invalid price increment",
    },
}
"""The values of each reject reason and their names, by field."""
