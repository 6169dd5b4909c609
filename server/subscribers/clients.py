"""The applications that read calendars: which kind a request comes from, and how often each kind comes back."""

import functools
import re

from server.foundation.languages import N_

LONGEST_AGENT = 300
# The first that fits; what each application says of itself stands in its User-Agent (RFC 9110 §10.1.5).
_SIGNS = (
    ("google", r"google-calendar"),
    ("outlook_web", r"exchange|office ?365|outlook\.com|outlook-web"),
    ("outlook", r"outlook|microsoft office"),
    ("thunderbird", r"thunderbird|betterbird"),
    ("nextcloud", r"nextcloud|owncloud"),
    ("icsx5", r"icsx5|icsdroid|davx5|davdroid"),
    ("apple", r"dataaccessd|calendaragent|calaccessd|accountsd|\bical/|ios/[0-9].*cfnetwork|mac ?os.*calendar"),
    ("robot", r"bot\b|bot[/;]|crawl|spider|slurp"),
    ("other", r"vdirsyncer|khal|calcurse|evolution|korganizer|akonadi|fantastical|etar|home ?assistant|magicmirror"),
    ("program", r"curl|wget|python|aiohttp|okhttp|java/|go-http|node|axios|libwww|php"),
    ("browser", r"mozilla|opera|lynx|w3m"),
)
SIGNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SIGNS)
NAMES = {
    "google": N_("Google Agenda"),
    "apple": N_("iPhone, iPad ou Mac"),
    "outlook": N_("Outlook, le programme"),
    "outlook_web": N_("Outlook sur Internet, Microsoft 365"),
    "thunderbird": N_("Thunderbird"),
    "nextcloud": N_("Nextcloud"),
    "icsx5": N_("Android avec ICSx5"),
    "other": N_("Un autre calendrier"),
    "browser": N_("Un navigateur Internet"),
    "program": N_("Un programme"),
    "robot": N_("Un robot de recherche"),
}
# What people and makers report; none of them promises it.
PACES = {
    "google": N_("Google relit l'agenda une à trois fois par jour, quand il veut. On ne peut pas le presser."),
    "apple": N_("L'appareil relit l'agenda toutes les 15 minutes à une fois par semaine : c'est vous qui choisissez."),
    "outlook": N_("Outlook relit l'agenda à peu près toutes les heures, quand il est ouvert."),
    "outlook_web": N_("Outlook relit l'agenda à peu près toutes les 3 heures, parfois une fois par jour."),
    "thunderbird": N_("Thunderbird relit l'agenda toutes les 30 minutes, quand il est ouvert."),
    "nextcloud": N_("Nextcloud relit l'agenda toutes les heures, parfois une fois par semaine."),
    "icsx5": N_("ICSx5 relit l'agenda au rythme que vous choisissez : une fois par jour si vous ne changez rien."),
    "other": N_("Chaque calendrier a son rythme : regardez dans ses réglages."),
}


def kind(agent: str) -> str:
    """Return which kind of application a User-Agent names: one of NAMES. What it says else is not kept."""
    return _kind(agent[:LONGEST_AGENT])


@functools.lru_cache(maxsize=256)
def _kind(told: str) -> str:
    return next((name for name, sign in SIGNS if sign.search(told)), "other")
