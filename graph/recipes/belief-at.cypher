// title: What we believed on two days, and which claims changed it
// question: "What was held about a relation on one day and on another, and which claims changed it?"
// parameters:
//   subject: {type: id, doc: Its subject.}
//   predicate: {type: text, doc: A relation type.}
//   object: {type: id, doc: Its object.}
//   before: {type: date, doc: The earlier day.}
//   after: {type: date, doc: The later day.}
//   clock: {type: text, default: published, doc: "`published` counts from a claim's publication, `known` from when it was taken in."}
// example: {subject: group-ttp, predicate: OPERATES_IN, object: place-af, before: "2023-01-01", after: "2025-01-01"}
MATCH (c:Claim)
WHERE c.subject_key >= $subject + '|' AND c.subject_key < $subject + '|~' AND c.predicate = $predicate AND c.object_id = $object
  AND c.stance IN ['asserts', 'alleges', 'denies']
WITH collect({id: c.id, stance: c.stance, since: left(CASE WHEN $clock = 'known' THEN c.known_from ELSE c.published END, 10)}) AS all
UNWIND [$before, $after] AS day
WITH day, [one IN all WHERE one.since <= day] AS held, [one IN all WHERE one.since <= day AND one.since > $before] AS fresh
RETURN day, size(held) AS known_claims, size([one IN held WHERE one.stance = 'asserts']) AS asserted,
       size([one IN held WHERE one.stance = 'alleges']) AS alleged, size([one IN held WHERE one.stance = 'denies']) AS denied,
       [one IN fresh | one.id + ' ' + one.stance] AS changes, [one IN held | one.id] AS claims
ORDER BY day
