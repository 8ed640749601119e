// title: What we believed on two days, and which claims changed it
// question: "What was held about a relation on one day and on another, and which claims changed it?"
// parameters:
//   subject: {type: id, doc: Its subject.}
//   predicate: {type: text, doc: A relation type.}
//   object: {type: id, doc: Its object.}
//   before: {type: date, doc: The earlier day.}
//   after: {type: date, doc: The later day.}
//   clock: {type: text, default: published, doc: "`published` counts from a claim's publication, `known` by what was known on the day, with claims that were corrected or withdrawn since."}
// example: {subject: group-ttp, predicate: OPERATES_IN, object: place-af, before: "2023-01-01", after: "2025-01-01"}
CALL () {
  MATCH (c:Claim)
  WHERE c.subject_key >= $subject + '|' AND c.subject_key < $subject + '|~' AND c.predicate = $predicate AND c.object_id = $object
    AND c.stance IN ['asserts', 'alleges', 'denies']
  RETURN c.id AS id, c.stance AS stance, '9999' AS until,
         left(CASE WHEN $clock = 'known' THEN coalesce(c.revised, c.known_from) ELSE c.published END, 10) AS since
  UNION ALL
  MATCH (c:PastClaim)
  WHERE c.subject_key >= $subject + '|' AND c.subject_key < $subject + '|~' AND c.predicate = $predicate AND c.object_id = $object
    AND c.stance IN ['asserts', 'alleges', 'denies'] AND $clock = 'known'
  RETURN c.id AS id, c.stance AS stance, left(c.known_to, 10) AS until, left(coalesce(c.revised, c.known_from), 10) AS since
}
WITH collect({id: id, stance: stance, since: since, until: until}) AS all
UNWIND [$before, $after] AS day
WITH day, [one IN all WHERE one.since <= day AND one.until > day] AS held,
     [one IN all WHERE one.since <= day AND one.since > $before AND one.until > day] AS fresh,
     [one IN all WHERE one.since <= $before AND one.until > $before AND one.until <= day] AS gone
RETURN day, size(held) AS known_claims, size([one IN held WHERE one.stance = 'asserts']) AS asserted,
       size([one IN held WHERE one.stance = 'alleges']) AS alleged, size([one IN held WHERE one.stance = 'denies']) AS denied,
       [one IN fresh | split(one.id, '@')[0] + ' ' + one.stance] + [one IN gone | split(one.id, '@')[0] + ' no longer ' + one.stance] AS changes,
       [one IN held | one.id] AS claims
ORDER BY day
