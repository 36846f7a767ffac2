// Dimensions by name, padding, and columns spread over points: each against indices counted by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cli/subjects/named_axes.h"
#include "cli/subjects/padding.h"
#include "cli/subjects/point_places.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

// Each element is its place in C order, from 1.
formats::Array counting(const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (const std::size_t side : shape) count *= side;
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(i + 1));
  formats::Array array = formats::from_vector(values);
  array.shape = shape;
  return array;
}

std::string refused(const std::string& axes) {
  try {
    (void)parse_axes(axes);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "";
}

}  // namespace

TEST(NamedAxes, AreReadByTheNamesThatPeopleUse) {
  EXPECT_EQ(parse_axes("steps,sequences,units"), (std::vector<std::string>{"step", "sequence", "unit"}));
  EXPECT_EQ(parse_axes("batch, time, features"), (std::vector<std::string>{"sequence", "step", "unit"}));
  EXPECT_EQ(parse_axes("conditions,trials,time,neurons"),
            (std::vector<std::string>{"condition", "trial", "step", "unit"}));
  EXPECT_NE(refused("steps,sequences").find("names no units"), std::string::npos);
  EXPECT_NE(refused("units").find("has 1 names"), std::string::npos);
  EXPECT_NE(refused("points,steps,units").find("points beside steps"), std::string::npos);
  EXPECT_NE(refused("steps,time,units").find("twice"), std::string::npos);
  EXPECT_NE(refused("a,b,c,d,e,units").find("has 6 names"), std::string::npos);
}

// Of 3 steps x 2 sequences x 2 units, value (t, s, u) is 4 t + 2 s + u + 1; sequences come first afterwards.
TEST(NamedAxes, PutStepsOfASequenceTogether) {
  const ArrangedStates arranged = arrange(counting({3, 2, 2}), {"step", "sequence", "unit"}, "x");
  EXPECT_EQ(arranged.states.shape, (std::vector<std::size_t>{6, 2}));
  EXPECT_EQ(formats::to_floats(arranged.states, ""),
            (std::vector<float>{1, 2, 5, 6, 9, 10, 3, 4, 7, 8, 11, 12}));
  EXPECT_TRUE(arranged.steps_first);
  EXPECT_EQ(text_of(arranged, true), "2 sequences x up to 3 steps x 2 units");
}

TEST(NamedAxes, KeepStagesApartAndJoinTheRest) {
  const ArrangedStates arranged =
      arrange(counting({2, 3, 4, 5, 6}), {"layer", "stage", "sequence", "step", "unit"}, "x");
  EXPECT_EQ(arranged.states.shape, (std::vector<std::size_t>{3, 2 * 4 * 5, 6}));
  const std::vector<float> values = formats::to_floats(arranged.states, "");
  // Stage 1, layer 1, sequence 2, step 3, unit 4 of the result against the same place of the array.
  EXPECT_EQ(values[((1 * 40) + (1 * 20 + 2 * 5 + 3)) * 6 + 4], ((((1 * 3 + 1) * 4 + 2) * 5 + 3) * 6 + 4) + 1);
  EXPECT_THROW((void)arrange(counting({2, 3}), {"sequence", "step", "unit"}, "x"), Error);
}

TEST(Padding, IsWhatStandsBehindTheLastState) {
  formats::Array states = counting({3, 4, 2});
  auto* const values = reinterpret_cast<float*>(states.data.data());
  for (std::size_t i = (1 * 4 + 2) * 2; i < (1 * 4 + 4) * 2; ++i) values[i] = 0;  // sequence 1 has 2 steps
  const ArrangedStates padded = arrange(states, {"sequence", "step", "unit"}, "x");
  EXPECT_EQ(kept_rows(trailing_padding(padded), padded.points()),
            (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 8, 9, 10, 11}));
  for (std::size_t i = (0 * 4 + 1) * 2; i < (0 * 4 + 2) * 2; ++i) values[i] = 0;  // a silent step within
  const Padding silent = trailing_padding(arrange(states, {"sequence", "step", "unit"}, "x"));
  EXPECT_TRUE(silent.kept.empty());
  EXPECT_EQ(silent.notes.size(), 1U);
  for (std::size_t i = (2 * 4 + 3) * 2; i < (2 * 4 + 4) * 2; ++i)
    values[i] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(kept_rows(trailing_padding(arrange(states, {"sequence", "step", "unit"}, "x")), 12).size(), 11U);
}

TEST(Padding, IsToldByLengthsOrAMaskInEitherOrder) {
  const ArrangedStates states = arrange(counting({2, 3, 1}), {"sequence", "step", "unit"}, "x");
  const std::vector<std::size_t> kept{0, 1, 3, 4, 5};
  const std::vector<std::int32_t> lengths{2, 3};
  EXPECT_EQ(kept_rows(*padding_of_lengths(formats::from_vector(lengths), states, "l"), 6), kept);
  const std::vector<std::int32_t> mask{1, 1, 0, 1, 1, 1}, turned{1, 1, 1, 1, 0, 1};
  formats::Array given = formats::from_vector(mask);
  given.shape = {2, 3};
  EXPECT_EQ(kept_rows(*padding_of_lengths(given, states, "m"), 6), kept);
  given = formats::from_vector(turned);
  given.shape = {3, 2};
  EXPECT_EQ(kept_rows(*padding_of_lengths(given, states, "m"), 6), kept);
  EXPECT_FALSE(padding_of_lengths(counting({5}), states, "l").has_value());
  const std::vector<std::int32_t> wrong{2, 4};
  EXPECT_THROW((void)padding_of_lengths(formats::from_vector(wrong), states, "l"), Error);
}

// Of 2 layers x 3 sequences x 3 steps: lengths of the sequences, of layers x sequences, and masks.
TEST(Padding, OfOneAxisHoldsAlongTheOthers) {
  const ArrangedStates states = arrange(counting({2, 3, 3, 1}), {"layer", "sequence", "step", "unit"}, "x");
  const auto kept = [&](const std::vector<float>& values, const std::vector<std::size_t>& shape) {
    formats::Array given = formats::from_vector(values);
    given.shape = shape;
    const std::optional<Padding> padding = padding_of_lengths(given, states, "given");
    return padding ? kept_rows(*padding, states.points()) : std::vector<std::size_t>{};
  };
  const std::vector<std::size_t> wanted{0, 1, 2, 3, 6, 7, 9, 10, 11, 12, 15, 16};
  EXPECT_EQ(kept({3, 1, 2}, {3}), wanted);
  EXPECT_EQ(kept({3, 1, 2, 3, 1, 2}, {2, 3}), wanted);
  EXPECT_EQ(kept({1, 1, 1, 1, 0, 0, 1, 1, 0}, {3, 3}), wanted);
  EXPECT_EQ(kept({1, 0, 0, 1, 1, 0}, {2, 3}).size(), 9U);  // a mask of the layers: no lengths are 0
  EXPECT_TRUE(kept({3, 1, 2, 1}, {4}).empty());
}

TEST(PointPlaces, TakeAValueForEachPointOfSeveralStages) {
  PointPlaces places{.points = 5, .point = {0, 1, 1, 2, 0}};
  EXPECT_EQ(rows_by_point(places, {3}), (std::vector<std::size_t>{0, 1, 1, 2, 0}));
  EXPECT_EQ(rows_by_point(places, {5}), (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(rows_by_point(places, {4}), std::nullopt);
  EXPECT_EQ(told_of_points(places, {3}), "a value for each of 3 points, the same at every stage");
  EXPECT_EQ(told_of_points(places, {5}), "");
}

TEST(PointPlaces, SpreadWhatHasAValueASequenceOrAStep) {
  // Two sequences of 2 and 3 steps, of an array of 3 steps each.
  PointPlaces places{5, {0, 0, 1, 1, 1}, {0, 1, 0, 1, 2}, {{"sequence", 2}}, 3};
  const auto rows = [&](const std::vector<std::size_t>& shape) { return *rows_by_point(places, shape); };
  using Rows = std::vector<std::size_t>;
  EXPECT_EQ(rows({5}), (Rows{0, 1, 2, 3, 4}));
  EXPECT_EQ(rows({2}), (Rows{0, 0, 1, 1, 1}));
  EXPECT_EQ(rows({2, 3}), (Rows{0, 1, 3, 4, 5}));
  EXPECT_EQ(rows({6}), (Rows{0, 1, 3, 4, 5}));
  EXPECT_EQ(rows({3, 2}), (Rows{0, 2, 1, 3, 5}));
  EXPECT_EQ(rows({3}), (Rows{0, 1, 0, 1, 2}));
  EXPECT_FALSE(rows_by_point(places, {4}).has_value());
  // Three conditions of two trials: a value a condition.
  places = {6, {0, 1, 2, 3, 4, 5}, {0, 0, 0, 0, 0, 0}, {{"condition", 3}, {"trial", 2}}, 1};
  EXPECT_EQ(rows({3}), (Rows{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(rows({2}), (Rows{0, 1, 0, 1, 0, 1}));
}

TEST(PointPlaces, AreTheSameAfterAFile) {
  const PointPlaces places{3, {0, 1, 1}, {0, 0, 1}, {{"layer", 1}, {"sequence", 2}}, 4};
  formats::Archive archive;
  add_places(places, archive);
  const PointPlaces again = places_in(archive, 3);
  EXPECT_EQ(again.sequence, places.sequence);
  EXPECT_EQ(again.step, places.step);
  ASSERT_EQ(again.outer.size(), 2U);
  EXPECT_EQ(again.outer[1].name, "sequence");
  EXPECT_EQ(again.outer[1].size, 2U);
  EXPECT_EQ(again.steps, 4U);
  // A file of a stranger's with sizes that no array has.
  const std::vector<std::int32_t> huge(2, 2147483647);
  archive["axis_sizes"] = formats::from_vector(huge);
  archive["axes"].text.resize(2);
  EXPECT_TRUE(places_in(archive, 3).outer.empty());
}

}  // namespace rssviz::cli
