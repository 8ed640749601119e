"""The shapes that `graph.views` returns: plain dictionaries, ready for JSON. Ids are strings, times ISO 8601 strings.

The API describes its answers by these, which typing's own TypedDict cannot before Python 3.12.
"""

from graph.results.articles import Annotation, ArticleRow, ArticleView
from graph.results.beliefs import BeliefChange, BeliefClaim, BeliefHistory, BeliefReport
from graph.results.claims import ClaimRow, RelationRow, ReviewRow, StatementRow
from graph.results.disputes import CommitmentChange, CommitmentRow, DisputeRow, SideRow
from graph.results.entities import EntityRow, EntityView, GraphEdge, GraphNode, Neighbour, Subgraph
from graph.results.incidents import IncidentRow, IncidentView, PartyRow, ReportRow, StatisticRow, VoiceRow
from graph.results.judgements import ExplainedPair, Explanation, JudgementRow, MembersView, Named, OriginRow
from graph.results.parts import Amount, ArticleRef, Catalog, End, Page, Total, When

__all__ = [
    "Amount",
    "Annotation",
    "ArticleRef",
    "ArticleRow",
    "ArticleView",
    "BeliefChange",
    "BeliefClaim",
    "BeliefHistory",
    "BeliefReport",
    "Catalog",
    "ClaimRow",
    "CommitmentChange",
    "CommitmentRow",
    "DisputeRow",
    "End",
    "EntityRow",
    "EntityView",
    "ExplainedPair",
    "Explanation",
    "GraphEdge",
    "GraphNode",
    "IncidentRow",
    "IncidentView",
    "JudgementRow",
    "MembersView",
    "Named",
    "Neighbour",
    "OriginRow",
    "Page",
    "PartyRow",
    "RelationRow",
    "ReportRow",
    "ReviewRow",
    "SideRow",
    "StatementRow",
    "StatisticRow",
    "Subgraph",
    "Total",
    "VoiceRow",
    "When",
]
