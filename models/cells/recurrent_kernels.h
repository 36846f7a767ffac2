// What the cells do within one step, for one sequence: their equations and derivatives, element by element.
// Every loop runs over contiguous numbers without a sum across them. Equations: recurrent.h. Pure functions.
//   activate   z: gates before -> after their non-linearities, in place
//   advance    the next hidden (and cell) state; `kept`: what the way back needs besides the gates
//   retreat    from the derivatives by the states after the step to those by the gates and the states before
#pragma once

#include <cstddef>

#include "models/cells/activation.h"

namespace rssviz::models {

// One step of one layer; `units` numbers each, z: gates * units.
template <class Scalar>
struct StepMemory {
  const Scalar* z;
  const Scalar* kept;
  const Scalar* hidden_before;
  const Scalar* cell_before;
};

template <class Scalar>
struct LstmKernel {
  static constexpr std::size_t kGates = 4;
  static constexpr bool kRecurrentBias = false;
  static constexpr bool kCell = true;

  static void activate(Scalar* z, const Scalar*, std::size_t n) {
    sigmoid_in_place(z, 2 * n);
    tanh_in_place(z + 2 * n, n);
    sigmoid_in_place(z + 3 * n, n);
  }
  static void advance(const Scalar* z, const Scalar*, const Scalar* before, std::size_t n,
                      Scalar* __restrict kept, Scalar* __restrict cell, Scalar* __restrict hidden) {
    for (std::size_t j = 0; j < n; ++j) {
      cell[j] = z[n + j] * before[j] + z[j] * z[2 * n + j];
      kept[j] = cell[j];
    }
    tanh_in_place(kept, n);
    for (std::size_t j = 0; j < n; ++j) hidden[j] = z[3 * n + j] * kept[j];
  }
  static void retreat(const StepMemory<Scalar>& step, std::size_t n, Scalar* __restrict d_hidden,
                      Scalar* __restrict d_cell, Scalar* __restrict d_z, Scalar*) {
    const Scalar* __restrict const z = step.z;
    const Scalar* __restrict const squashed = step.kept;
    const Scalar* __restrict const before = step.cell_before;
    for (std::size_t j = 0; j < n; ++j) {
      const Scalar i = z[j], f = z[n + j], g = z[2 * n + j], o = z[3 * n + j];
      const Scalar dc = d_cell[j] + d_hidden[j] * o * (Scalar(1) - squashed[j] * squashed[j]);
      d_z[j] = dc * g * i * (Scalar(1) - i);
      d_z[n + j] = dc * before[j] * f * (Scalar(1) - f);
      d_z[2 * n + j] = dc * i * (Scalar(1) - g * g);
      d_z[3 * n + j] = d_hidden[j] * squashed[j] * o * (Scalar(1) - o);
      d_cell[j] = dc * f;
      d_hidden[j] = Scalar(0);
    }
  }
};

template <class Scalar>
struct GruKernel {
  static constexpr std::size_t kGates = 3;
  static constexpr bool kRecurrentBias = true;
  static constexpr bool kCell = false;

  // `kept` is u_n, the candidate's recurrent part.
  static void activate(Scalar* __restrict z, const Scalar* __restrict kept, std::size_t n) {
    sigmoid_in_place(z, 2 * n);
    for (std::size_t j = 0; j < n; ++j) z[2 * n + j] += z[n + j] * kept[j];
    tanh_in_place(z + 2 * n, n);
  }
  static void advance(const Scalar* z, const Scalar* before, const Scalar*, std::size_t n, Scalar*, Scalar*,
                      Scalar* __restrict hidden) {
    for (std::size_t j = 0; j < n; ++j) hidden[j] = (Scalar(1) - z[j]) * z[2 * n + j] + z[j] * before[j];
  }
  static void retreat(const StepMemory<Scalar>& step, std::size_t n, Scalar* __restrict d_hidden, Scalar*,
                      Scalar* __restrict d_z, Scalar* __restrict d_recurrent) {
    const Scalar* __restrict const z = step.z;
    const Scalar* __restrict const u = step.kept;
    const Scalar* __restrict const before = step.hidden_before;
    for (std::size_t j = 0; j < n; ++j) {
      const Scalar update = z[j], reset = z[n + j], candidate = z[2 * n + j];
      const Scalar d_candidate = d_hidden[j] * (Scalar(1) - update) * (Scalar(1) - candidate * candidate);
      d_z[j] = d_hidden[j] * (before[j] - candidate) * update * (Scalar(1) - update);
      d_z[n + j] = d_candidate * u[j] * reset * (Scalar(1) - reset);
      d_z[2 * n + j] = d_candidate;
      d_recurrent[j] = d_z[j];
      d_recurrent[n + j] = d_z[n + j];
      d_recurrent[2 * n + j] = d_candidate * reset;
      d_hidden[j] *= update;
    }
  }
};

template <class Scalar>
struct RnnKernel {
  static constexpr std::size_t kGates = 1;
  static constexpr bool kRecurrentBias = false;
  static constexpr bool kCell = false;

  static void activate(Scalar* z, const Scalar*, std::size_t n) { tanh_in_place(z, n); }
  static void advance(const Scalar* z, const Scalar*, const Scalar*, std::size_t n, Scalar*, Scalar*,
                      Scalar* __restrict hidden) {
    for (std::size_t j = 0; j < n; ++j) hidden[j] = z[j];
  }
  static void retreat(const StepMemory<Scalar>& step, std::size_t n, Scalar* __restrict d_hidden, Scalar*,
                      Scalar* __restrict d_z, Scalar*) {
    const Scalar* __restrict const h = step.z;
    for (std::size_t j = 0; j < n; ++j) {
      d_z[j] = d_hidden[j] * (Scalar(1) - h[j] * h[j]);
      d_hidden[j] = Scalar(0);
    }
  }
};

}  // namespace rssviz::models
