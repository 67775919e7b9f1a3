"""Segregation indices: pure functions of ``counts[..., area, group]``.

They need NumPy alone. Every function works on any leading axes at once, and its registered
name finds it: ``INDICES.get("dissimilarity")``.
"""

from segsim.indices.autocorrelation import moran_i
from segsim.indices.boundary import spatial_dissimilarity
from segsim.indices.catalogue import INDICES, Index, Kind, index
from segsim.indices.centralisation import absolute_centralization, relative_centralization
from segsim.indices.chance import (
    expected_exposure,
    expected_isolation,
    expected_mutual_information,
    expected_theil_h,
)
from segsim.indices.change import Change, decompose_change, mutual_difference
from segsim.indices.contact import eta2, exposure, exposure_matrix, isolation
from segsim.indices.contrast import multigroup_gini, normalized_exposure, squared_coef_variation
from segsim.indices.correction import (
    adjusted,
    adjusted_dissimilarity,
    adjusted_eta2,
    adjusted_theil_h,
)
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
from segsim.indices.randomness import expected_dissimilarity, expected_eta2
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
    "adjusted_dissimilarity",
    "adjusted_eta2",
    "adjusted_theil_h",
    "atkinson",
    "centile_gap",
    "decompose_change",
    "delta",
    "dissimilarity",
    "entropy",
    "eta2",
    "expected_dissimilarity",
    "expected_eta2",
    "expected_exposure",
    "expected_isolation",
    "expected_mutual_information",
    "expected_theil_h",
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
