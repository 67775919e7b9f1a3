"""Segregation indices: pure functions of ``counts[..., area, group]``.

They need NumPy alone. Every function works on any leading axes at once, and its registered
name finds it: ``INDICES.get("dissimilarity")``.
"""

from segsim.indices.autocorrelation import moran_i
from segsim.indices.boundary import spatial_dissimilarity
from segsim.indices.catalogue import INDICES, Index, Kind, index
from segsim.indices.centralisation import absolute_centralization, relative_centralization
from segsim.indices.chance.correction import (
    adjusted,
    adjusted_delta,
    adjusted_dissimilarity,
    adjusted_eta2,
    adjusted_gini,
    adjusted_hutchens_sqrt,
    adjusted_income_variance_ratio,
    adjusted_isolation,
    adjusted_knn_isolation,
    adjusted_multigroup_dissimilarity,
    adjusted_multigroup_gini,
    adjusted_normalized_exposure,
    adjusted_ordinal_h,
    adjusted_rank_order_h,
    adjusted_rank_order_sqrt,
    adjusted_rank_order_variance_ratio,
    adjusted_relative_diversity,
    adjusted_spatial_relative_diversity,
    adjusted_squared_coef_variation,
    adjusted_theil_h,
    adjusted_theil_h2,
)
from segsim.indices.chance.information import (
    expected_local_segregation_group,
    expected_mutual_between,
    expected_mutual_information,
    expected_mutual_within,
    expected_theil_between,
    expected_theil_h,
    expected_theil_h2,
    expected_theil_within,
)
from segsim.indices.chance.land import (
    expected_absolute_centralization,
    expected_delta,
    expected_relative_centralization,
    expected_spatial_dissimilarity,
)
from segsim.indices.chance.many_groups import (
    expected_multigroup_dissimilarity,
    expected_normalized_exposure,
    expected_relative_diversity,
    expected_squared_coef_variation,
)
from segsim.indices.chance.pairs import (
    expected_gini,
    expected_multigroup_gini,
)
from segsim.indices.chance.ranks import (
    expected_income_variance_ratio,
    expected_ordinal_h,
    expected_rank_order_h,
    expected_rank_order_sqrt,
    expected_rank_order_variance_ratio,
)
from segsim.indices.chance.space import (
    expected_knn_isolation,
    expected_moran_i,
    expected_spatial_exposure,
    expected_spatial_relative_diversity,
)
from segsim.indices.chance.two_groups import (
    expected_dissimilarity,
    expected_eta2,
    expected_exposure,
    expected_hutchens_sqrt,
    expected_isolation,
)
from segsim.indices.change import Change, decompose_change, mutual_difference
from segsim.indices.contact import eta2, exposure, exposure_matrix, isolation
from segsim.indices.contrast import multigroup_gini, normalized_exposure, squared_coef_variation
from segsim.indices.diversity import (
    multigroup_dissimilarity,
    relative_diversity,
    simpson_interaction,
)
from segsim.indices.evenness import dissimilarity, gini, theil_h2
from segsim.indices.income import income_variance_ratio, nsi
from segsim.indices.inequality import atkinson, hutchens_sqrt
from segsim.indices.information import entropy, mutual_information, theil_h
from segsim.indices.land import delta
from segsim.indices.local import local_segregation, local_segregation_group
from segsim.indices.nearest import knn_isolation
from segsim.indices.neighbours import lattice_weights, nearest_weights
from segsim.indices.nesting import mutual_between, mutual_within, theil_between, theil_within
from segsim.indices.ordinal import ordinal_h
from segsim.indices.percentiles import centile_gap
from segsim.indices.permutation import PermutationTest, permutation_test
from segsim.indices.proximity import kernel_weights
from segsim.indices.rank_order import rank_order_h, rank_order_sqrt, rank_order_variance_ratio
from segsim.indices.spatial import spatial_relative_diversity, spatial_theil_h
from segsim.indices.spatial_mix import spatial_dissimilarity_ros, spatial_exposure
from segsim.indices.weights import Weights, matrix_weights

__all__ = [
    "INDICES",
    "Change",
    "Index",
    "Kind",
    "PermutationTest",
    "Weights",
    "absolute_centralization",
    "adjusted",
    "adjusted_delta",
    "adjusted_dissimilarity",
    "adjusted_eta2",
    "adjusted_gini",
    "adjusted_hutchens_sqrt",
    "adjusted_income_variance_ratio",
    "adjusted_isolation",
    "adjusted_knn_isolation",
    "adjusted_multigroup_dissimilarity",
    "adjusted_multigroup_gini",
    "adjusted_normalized_exposure",
    "adjusted_ordinal_h",
    "adjusted_rank_order_h",
    "adjusted_rank_order_sqrt",
    "adjusted_rank_order_variance_ratio",
    "adjusted_relative_diversity",
    "adjusted_spatial_relative_diversity",
    "adjusted_squared_coef_variation",
    "adjusted_theil_h",
    "adjusted_theil_h2",
    "atkinson",
    "centile_gap",
    "decompose_change",
    "delta",
    "dissimilarity",
    "entropy",
    "eta2",
    "expected_absolute_centralization",
    "expected_delta",
    "expected_dissimilarity",
    "expected_eta2",
    "expected_exposure",
    "expected_gini",
    "expected_hutchens_sqrt",
    "expected_income_variance_ratio",
    "expected_isolation",
    "expected_knn_isolation",
    "expected_local_segregation_group",
    "expected_moran_i",
    "expected_multigroup_dissimilarity",
    "expected_multigroup_gini",
    "expected_mutual_between",
    "expected_mutual_information",
    "expected_mutual_within",
    "expected_normalized_exposure",
    "expected_ordinal_h",
    "expected_rank_order_h",
    "expected_rank_order_sqrt",
    "expected_rank_order_variance_ratio",
    "expected_relative_centralization",
    "expected_relative_diversity",
    "expected_spatial_dissimilarity",
    "expected_spatial_exposure",
    "expected_spatial_relative_diversity",
    "expected_squared_coef_variation",
    "expected_theil_between",
    "expected_theil_h",
    "expected_theil_h2",
    "expected_theil_within",
    "exposure",
    "exposure_matrix",
    "gini",
    "hutchens_sqrt",
    "income_variance_ratio",
    "index",
    "isolation",
    "kernel_weights",
    "knn_isolation",
    "lattice_weights",
    "local_segregation",
    "local_segregation_group",
    "matrix_weights",
    "moran_i",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "mutual_between",
    "mutual_difference",
    "mutual_information",
    "mutual_within",
    "nearest_weights",
    "normalized_exposure",
    "nsi",
    "ordinal_h",
    "permutation_test",
    "rank_order_h",
    "rank_order_sqrt",
    "rank_order_variance_ratio",
    "relative_centralization",
    "relative_diversity",
    "simpson_interaction",
    "spatial_dissimilarity",
    "spatial_dissimilarity_ros",
    "spatial_exposure",
    "spatial_relative_diversity",
    "spatial_theil_h",
    "squared_coef_variation",
    "theil_between",
    "theil_h",
    "theil_h2",
    "theil_within",
]
