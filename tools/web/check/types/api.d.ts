// What the API answers, as far as the page reads it. The whole is in /openapi.json.

type Day = string; // 2024-06-27
type Values = Record<string, unknown>; // parameters of an address: empty ones are left out, lists repeat
type Params = URLSearchParams;

interface End { id: string | null; name: string; kind?: string; linked?: boolean; how?: string }
interface ArticleRef { id: string; title: string | null; url: string | null; outlet: string | null; published: string | null }

interface Claim {
  id: string; predicate: string; subject: End; object: End | null; value: Amount | null; speaker: End | null; chain: string[]; speech: string;
  polarity: string; modality: string; alleged: boolean; denied: boolean; sense: string | null; condition: string | null; consequence: string | null;
  about: string | null; place: string | null; time: { text?: string; start?: string } | null; quote: string; start: number; end: number; trigger: string | null;
  rule: string; confidence: number; flags: string[]; stance: string; review: Review | null; article: ArticleRef;
  text?: string; // only of what is looked at before it is stored
}
interface Amount { number: number; unit?: string; currency?: string }
interface Review { verdict: string; by: string; at: string; note?: string | null; because?: string | null; extracted: Record<string, any>; act: string }

interface Counted { reports: number; outlets: number; origins: number }
interface Relation extends Counted {
  id: string; type: string; source: End & { id: string }; target: End & { id: string }; claims: number; asserted: number; alleged: number; denied: number; flagged: number;
  disputed: boolean; confidence: number; first_published: string | null; last_published: string | null; first_valid: string | null; last_valid: string | null; evidence: Claim[];
}
interface Incident {
  id: string; type: string; status: string; title: string; start: Day | null; end: Day | null; time_precision: string; time_text: string | null; place: (End & { id: string }) | null;
  perpetrators: End[]; targets: End[]; victims: End[]; killed_low: number | null; killed_best: number | null; killed_high: number | null; injured_low: number | null; injured_best: number | null;
  injured_high: number | null; weapon: string | null; rule: string; confidence: number; quote: string; article: ArticleRef; flags: string[];
  n_reports: number; n_outlets: number; n_independent_origins: number;
}
interface Report { id: string; title: string; article: ArticleRef; start: Day | null; end: Day | null; time_precision: string; place: End | null; killed_low: number | null; killed_high: number | null; killed_by: string | null; quote: string }
interface Page<Row> { results: Row[]; next: string | null }

interface GraphNode { id: string; labels: string[]; caption: string; props: Record<string, any> }
interface GraphEdge { id: string; source: string; target: string; type: string; props: Record<string, any> }
interface Subgraph { nodes: GraphNode[]; edges: GraphEdge[]; truncated?: boolean }
interface Spot { x: number; y: number }
type Spots = Map<string, Spot>;
/** All edges between two nodes, drawn as one line. */
interface Line { id: string; a: string; b: string; edges: GraphEdge[]; look: string; origins: number; confidence: number; heads: number; label: string }

interface Way { length: number; least_origins: number; disputed: boolean; nodes: End[]; hops: { relations: Relation[] }[] }
interface Ways extends Subgraph { ways: Way[] }

interface Vocabulary { relations: Record<string, unknown>; modalities: string[]; incidents: Record<string, unknown>; statuses: string[]; counted_statuses: string[] }
interface Catalog { nodes: Record<string, number>; relations: Record<string, number>; inbox: Record<string, number> }
/** What a view is called with. */
interface Asked { id: string; params: Params; catalog: Catalog; words: Vocabulary }

interface Annotation { id: string; kind: string; start: number; end: number; label?: string; reason?: string }
interface Hit { id: string; type: string; title: string; name: string; kind: string; country?: string; date?: string; polarity?: string; article?: ArticleRef; snippet?: { field: string; text: string; ranges: [number, number][] } }
interface Side { says: string; speakers: End[]; origins: string[]; first: Day; last: Day; claims: Claim[]; reports: Report[] }
interface Dispute { nature: string; subject: (End & { id: string }) | null; predicate: string | null; object: End | null; incident: (End & { id: string }) | null; oneself: boolean; sides: Side[] }

interface Judged { verdict: string; score: number; by: string; reasons: string[] }
/** What stands behind the three counts. */
interface Members { origins: { outlets: string[]; articles: ArticleRef[]; reports: Report[]; judgements: Judged[] }[]; outlets: string[]; judgements: Judged[]; truncated: boolean }
/** What one side tells of the dead or injured. */
interface Told { low: number | null; high: number | null; by: string[]; origins: number; outlets: string[]; first: Day | null; last: Day | null }
/** What a time line takes: anything with a time that is known more or less exactly. */
interface Dated { start?: Day | null; end?: Day | null; time_precision?: string; title?: string }
