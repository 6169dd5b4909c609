"""What waits for those who date sessions: drafts whose day comes near, sessions on days of closing."""

from server.foundation.due import Due
from server.foundation.languages import N_

DRAFTS = Due(
    one=N_("%(num)s brouillon à publier, sa date est dans moins de deux semaines"),
    many=N_("%(num)s brouillons à publier, leur date est dans moins de deux semaines"),
    url="/bureau/programme?etat=draft",
    value="""
SELECT count(*) FROM session s WHERE s.library = any($3) AND s.state = 'draft' AND NOT s.practice
  AND s.starts_at > $2 AND s.starts_at < $2 + interval '14 days'""",
)
CLOSED = Due(
    one=N_("%(num)s séance tombe un jour de fermeture"),
    many=N_("%(num)s séances tombent un jour de fermeture"),
    url="/bureau/a-deplacer",
    value="""
SELECT count(*) FROM session s JOIN library l ON l.id = s.library
WHERE s.library = any($3) AND s.starts_at > $2 AND s.starts_at < $2 + interval '60 days'
  AND s.state IN ('draft', 'internal', 'published') AND NOT s.practice AND s.place = '' AND s.mode <> 'online'
  AND EXISTS (SELECT FROM closing c WHERE c.library = s.library
    AND s.starts_at < c.last_on + 2 AND s.ends_at > c.first_on - 1
    AND c.last_on >= (s.starts_at AT TIME ZONE l.timezone)::date
    AND c.first_on <= ((s.ends_at - interval '1 second') AT TIME ZONE l.timezone)::date)""",
)
