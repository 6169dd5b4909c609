"""The words of this room."""

from server.foundation.languages import N_

CHANNELS = {
    "email": N_("Un e-mail"),
    "sms": N_("Un SMS"),
    "call": N_("Un appel : on vous dirait ceci"),
}
