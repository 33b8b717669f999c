"""Many sources, one right number: orders of sources, the rules, and the reason for each number."""

from __future__ import annotations

from salus.resolution.explaining import explain
from salus.resolution.model import (
    Candidate,
    CandidateSpan,
    DayChange,
    EarlierAnswer,
    ExplainedSamples,
    Explanation,
    Flag,
    MetricPreview,
    Preference,
    PreferencePreview,
    Quality,
    ResolvedDays,
    SourceColumns,
    SourceOrder,
    SpanState,
)
from salus.resolution.naming import display_names
from salus.resolution.orders import Orders, category_of, default_order, parse_scope, scope_metric
from salus.resolution.previewing import preview_preference
from salus.resolution.quality import WEIGHTS as QUALITY_WEIGHTS
from salus.resolution.service import (
    Resolution,
    data_bounds,
    load_columns,
    mark_zone_change,
    metrics_in_scope,
    order_for,
    orders,
    reset_preference,
    resolve,
    set_preference,
    undo_preference,
)

__all__ = [
    "QUALITY_WEIGHTS",
    "Candidate",
    "CandidateSpan",
    "DayChange",
    "EarlierAnswer",
    "ExplainedSamples",
    "Explanation",
    "Flag",
    "MetricPreview",
    "Orders",
    "Preference",
    "PreferencePreview",
    "Quality",
    "Resolution",
    "ResolvedDays",
    "SourceColumns",
    "SourceOrder",
    "SpanState",
    "category_of",
    "data_bounds",
    "default_order",
    "display_names",
    "explain",
    "load_columns",
    "mark_zone_change",
    "metrics_in_scope",
    "order_for",
    "orders",
    "parse_scope",
    "preview_preference",
    "reset_preference",
    "resolve",
    "scope_metric",
    "set_preference",
    "undo_preference",
]
