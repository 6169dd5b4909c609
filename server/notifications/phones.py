"""Telephone numbers as people write them, in France and overseas, to those that an SMS can reach (E.164)."""

import phonenumbers

from server.libraries.days_off import country

TEXTED = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
# Ten digits with a zero in front are one plan for all of these; others overseas have six or eight, read only at home.
FRENCH = ("FR", "RE", "GP", "MQ", "GF", "YT")


def mobile(number: str, zone: str) -> str:
    """Return the number of a mobile telephone in E.164 ("+33612345678"), or an empty text.

    It is read as in the country of `zone`, the library's, then as in the rest of France.
    """
    for region in dict.fromkeys((country(zone), *FRENCH)):
        try:
            read = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            return ""
        if phonenumbers.is_valid_number(read):
            texted = phonenumbers.number_type(read) in TEXTED
            return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) if texted else ""
    return ""
