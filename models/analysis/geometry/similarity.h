// How alike the states of two networks over the same points are. Linear centred kernel alignment (Kornblith
// et al. 2019) with an unbiased HSIC (Song et al. 2012) whose pairs, triples and quadruples are all of
// different sequences, since steps of one sequence are not independent samples; and the orthogonal Procrustes
// distance (Williams et al. 2021). Pure functions; sums are taken in chunks of a fixed size, so that threads
// and caches change no bit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// The states of one network as comparisons need them: centred, with what they share with themselves.
struct ComparedStates {
  MatrixD states{};             // points x units, columns of mean 0
  MatrixD sums{};               // sequences x units: the states of each sequence added up
  VectorD own{};                // points: squared length of each state
  std::vector<int> sequence{};  // points: 0 .. sequences - 1
  double itself{0};             // HSIC of the states with themselves
  // What HSIC asks of these states alone, so that a pair, and each order of its sequences, asks it once:
  std::vector<std::vector<int>> members{};  // sequences: their points
  std::vector<MatrixD> grams{};  // sequences: products of their states, where they are no more than units
  VectorD beside{}, away{};      // points: product with the sum of the own sequence; of all others
  VectorD beside_sums{}, away_sums{};  // sequences: the same of their sums
  double apart{0};                     // sum of products over pairs of points of different sequences
};

// `sequence`: which points belong together, any numbers; empty: each point is a sample of its own.
// `unit_scaled`: every unit that varies has standard deviation 1. Throws Error{data} for states that aren't
// finite, fewer than 4 sequences, or a sequence for each of fewer than 4 points.
ComparedStates compared_states(MatrixRef states, std::span<const std::int32_t> sequence, bool unit_scaled);

// Unbiased estimate of HSIC with linear kernels. Throws Error{data} where points differ in number.
double unbiased_hsic(const ComparedStates& a, const ComparedStates& b);
// HSIC(a, b) / sqrt(HSIC(a, a) HSIC(b, b)): 1 for a rotated, scaled or shifted copy, about 0 (and as often
// below) for independent states. NaN where either doesn't vary between sequences.
double linear_cka(const ComparedStates& a, const ComparedStates& b);

// a' b by chunks of 64 points.
MatrixD product_over_points(const MatrixD& a, const MatrixD& b);

// sqrt(2 - 2 |A'B|_nuclear) of centred states of Frobenius length 1: what remains after the best rotation, 0
// for a rotated or scaled copy, sqrt(2) for orthogonal ones. NaN where either doesn't vary.
double procrustes_distance(const ComparedStates& a, const ComparedStates& b);
// The same of their product over points and their squared lengths.
double procrustes_distance(const MatrixD& product, double length_a, double length_b);

// Both of a and of b with its sequences in another order, that of order[s] in the place of s: what chance
// gives. Where sequences differ in length, the shorter of both sets it, as in shuffled_sequences.
struct ShuffledSimilarity {
  double cka{0}, procrustes{0};
};
ShuffledSimilarity shuffled_similarity(const ComparedStates& a, const ComparedStates& b,
                                       std::span<const int> order);

// b's points moved: those of sequence order[s] in the place of sequence s, step by step; the shorter of both
// sets the length, and points that find no partner are left out of both. Returns rows of a and of b.
struct PairedRows {
  std::vector<int> a{}, b{};
};
PairedRows shuffled_sequences(const ComparedStates& states, std::span<const int> order);

}  // namespace rssviz::models
