// Networks of PyTorch and Keras in the forms that people bring: hidden states and outputs as those programs
// (or their documented equations in double) give them; data/make_foreign_forms.py made the fixture.
#include "models/weights/foreign_weights.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "core/error.h"
#include "core/formats/npz.h"
#include "models/cells/over_rows.h"
#include "models/recording/record.h"
#include "models/weights/run_files.h"

namespace rssviz::models {
namespace {

using formats::Archive;

// Arrays of a case without its name.
Archive arrays_of(const std::string& name) {
  static const Archive all = formats::read_npz(RSSVIZ_TEST_DATA "/foreign_forms.npz");
  Archive arrays;
  for (const auto& [key, array] : all)
    if (key.starts_with(name + "|")) arrays[key.substr(name.size() + 1)] = array;
  return arrays;
}

Matrix flattened(formats::Array array) {
  array.shape = {array.size() / array.shape.back(), array.shape.back()};
  return formats::to_matrix(array, "array");
}

struct Case {
  Archive weights{};
  Matrix inputs{};
  std::vector<Tokens> sequences{};  // 2 of 5 steps
  std::optional<Matrix> hidden{};
  std::optional<Matrix> output{};
};

Case read_case(const std::string& name) {
  Case result;
  result.weights = arrays_of(name);
  const auto take = [&](const char* what) -> std::optional<Matrix> {
    const auto found = result.weights.find(what);
    if (found == result.weights.end()) return std::nullopt;
    Matrix matrix = flattened(found->second);
    result.weights.erase(found);
    return matrix;
  };
  result.inputs = *take("inputs");
  result.hidden = take("hidden");
  result.output = take("output");
  for (std::int32_t first : {0, 5}) {
    result.sequences.emplace_back(5);
    std::iota(result.sequences.back().begin(), result.sequences.back().end(), first);
  }
  return result;
}

ForeignNetwork imported(const Case& test, Cell cell, const ForeignOptions& options = {}) {
  return is_torch(test.weights) ? from_torch(test.weights, cell, "w.npz", options)
                                : from_keras(test.weights, cell, "w.h5", options);
}

Matrix states_of(const Network& network, const std::vector<Tokens>& sequences, const std::string& what) {
  const Workers workers(2);
  SilentProgress progress;
  const std::vector<std::string> outputs(static_cast<std::size_t>(network.outputs()), "y");
  return record_states(network, sequences, {}, outputs, {what, false}, {workers, progress}).states;
}

Matrix recorded(const Network& network, const Case& test, const std::string& what) {
  return states_of(network, test.sequences, what);
}

void expect_same(const Matrix& made, const Matrix& wanted, const std::string& what) {
  ASSERT_EQ(made.rows(), wanted.rows()) << what;
  ASSERT_EQ(made.cols(), wanted.cols()) << what;
  EXPECT_LT((made - wanted).cwiseAbs().maxCoeff(), 2e-6F) << what;
}

void expect_states(const std::string& name, Cell cell, const ForeignOptions& options = {}) {
  const Case test = read_case(name);
  const ForeignNetwork network = imported(test, cell, options);
  const auto over = network_over(network.parameters, test.inputs, test.sequences);
  if (test.hidden) expect_same(recorded(*over, test, "hidden"), *test.hidden, name);
  if (test.output) expect_same(recorded(*over, test, "output"), *test.output, name);
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return "nothing was thrown";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string joined(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += note + "\n";
  return text;
}

}  // namespace

TEST(ForeignWeights, BothDirectionsStandOnOneTimeAxis) {
  expect_states("torch lstm both", Cell::lstm);
  expect_states("torch gru both", Cell::gru);
  expect_states("keras lstm both", Cell::lstm);  // layers in the order of the configuration, not of names
}

TEST(ForeignWeights, OtherFunctionsResetsAndDirectionsAreThoseOfTheConfiguration) {
  expect_states("keras lstm hard", Cell::lstm);
  expect_states("keras lstm hard 3", Cell::lstm);
  expect_states("keras gru before", Cell::gru);
  expect_states("keras gru no bias", Cell::gru);
  expect_states("keras rnn backwards", Cell::rnn);
}

TEST(ForeignWeights, AConfigurationOfFewKeysIsReadToo) {
  Case test = read_case("keras lstm hard");
  test.weights["@model_config"] = formats::from_string(
      R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "LSTM", "config": {"name": "lstm", )"
      R"("activation": "tanh", "recurrent_activation": "hard_sigmoid"}}]}})");
  const RecurrentShape shape = imported(test, Cell::lstm).parameters.shape;
  EXPECT_EQ(shape.form.recurrent_activation, CellFunction::hard_sigmoid);
}

TEST(ForeignWeights, AnActivationThatAStateDictDoesntTellIsGiven) {
  expect_states("torch rnn relu", Cell::rnn, {.activation = CellFunction::relu});
  const ForeignNetwork assumed = imported(read_case("torch rnn relu"), Cell::rnn);
  EXPECT_TRUE(has(joined(assumed.notes), "assumed: tanh")) << joined(assumed.notes);
}

TEST(ForeignWeights, ProjectionsAreFolded) {
  expect_states("torch lstm projected", Cell::lstm);
  expect_states("torch lstm projected both", Cell::lstm);
}

TEST(ForeignWeights, CellsOfALoopAreLayers) {
  expect_states("torch lstm cells", Cell::lstm);
  expect_states("torch gru cell", Cell::gru);
  const ForeignNetwork cells = imported(read_case("torch lstm cells"), Cell::lstm);
  EXPECT_EQ(cells.parameters.shape.layers, 2);
  EXPECT_TRUE(has(joined(cells.notes), "assumed: 0.weight_hh, 1.weight_hh")) << joined(cells.notes);
  // Two that aren't numbered are two networks.
  Archive two = arrays_of("torch gru cell"), both;
  for (const auto& [name, array] : two)
    if (name.starts_with("weight") || name.starts_with("bias"))
      both["encoder." + name] = both["decoder." + name] = array;
  EXPECT_TRUE(has(message_of([&] { (void)from_torch(both, Cell::gru, "w.npz"); }), "one network alone"));
}

TEST(ForeignWeights, TheReadoutIsTheLinearThatTakesTheTopLayer) {
  const Case test = read_case("torch embedding");
  const ForeignNetwork network = imported(test, Cell::lstm);
  EXPECT_EQ(network.readout, "head.0.weight");
  EXPECT_TRUE(has(joined(network.notes), "not taken for it: embedding.weight (7, 3), head.2.weight (2, 6)"))
      << joined(network.notes);
  EXPECT_EQ(network.embedding_name, "embedding.weight");
  // Tokens instead of rows of numbers.
  const auto tokens = make_recurrent_network(over_input_rows(network.parameters, network.embedding));
  EXPECT_EQ(tokens->inputs(), 7);
  std::vector<Tokens> sequences = test.sequences;  // inputs: 2 sequences x 5 tokens
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t t = 0; t < 5; ++t)
      sequences[s][t] = static_cast<std::int32_t>(test.inputs.data()[5 * s + t]);
  expect_same(states_of(*tokens, sequences, "hidden"), *test.hidden, "hidden");
  expect_same(states_of(*tokens, sequences, "output"), *test.output, "output");
}

TEST(ForeignWeights, AReadoutMayBeNamedOrNone) {
  Archive weights = read_case("torch embedding").weights;
  EXPECT_EQ(from_torch(weights, Cell::lstm, "w", {.readout = "none"}).parameters.shape.outputs, 0);
  EXPECT_EQ(from_torch(weights, Cell::lstm, "w", {.readout = "head.0"}).readout, "head.0.weight");
  const auto fault = [&](const std::string& readout) {
    return message_of([&] { (void)from_torch(weights, Cell::lstm, "w", {.readout = readout}); });
  };
  EXPECT_TRUE(has(fault("head.2"), "takes 6 numbers, the top layer has 4")) << fault("head.2");
  EXPECT_TRUE(has(fault("fc"), "no readout is called 'fc' (there are: embedding.weight (7, 3)"))
      << fault("fc");
  weights["other.weight"] = weights.at("head.0.weight");
  weights["other.bias"] = weights.at("head.0.bias");
  EXPECT_TRUE(has(fault(""), "head.0.weight (6, 4), other.weight (6, 4) could each be the readout"))
      << fault("");
  // An Embedding that would fit too (tied) has no bias.
  weights.erase("other.bias");
  EXPECT_EQ(from_torch(weights, Cell::lstm, "w").readout, "head.0.weight");
  for (const char* const name : {"other.weight", "head.0.weight", "head.0.bias"}) weights.erase(name);
  const ForeignNetwork without = from_torch(weights, Cell::lstm, "w");
  EXPECT_EQ(without.parameters.shape.outputs, 0);
  EXPECT_TRUE(has(joined(without.notes), "no readout: ")) << joined(without.notes);
}

TEST(ForeignWeights, CheckpointsOfOneNetworkAreItsStages) {
  Case first = read_case("torch gru cell"), second = first;
  second.weights["bias_ih"] = second.weights.at("bias_hh");
  const ForeignStages run =
      import_stages({{"w_1.npz", first.weights}, {"w_2.npz", second.weights}}, Cell::gru);
  ASSERT_EQ(run.stages.size(), 2U);
  EXPECT_EQ(run.stages[0].values, imported(first, Cell::gru).parameters.values);
  EXPECT_EQ(run.stages[1].values, imported(second, Cell::gru).parameters.values);
  const Case other = read_case("torch gru both");
  const std::string message = message_of([&] {
    (void)import_stages({{"w_1.npz", first.weights}, {"b.npz", other.weights}}, Cell::gru);
  });
  EXPECT_TRUE(has(message, "b.npz: has 1 x 4 units") && has(message, "w_1.npz has")) << message;
}

TEST(ForeignWeights, AnyFormIsSavedAndLoaded) {
  for (const auto& [name, cell] :
       {std::pair("keras lstm both", Cell::lstm), std::pair("keras lstm hard 3", Cell::lstm),
        std::pair("keras gru before", Cell::gru), std::pair("keras rnn backwards", Cell::rnn)}) {
    RecurrentRun run;
    run.stages = {imported(read_case(name), cell).parameters};
    run.options.cell = cell;
    run.sentences = {0};
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "rssviz-any-form";
    std::filesystem::create_directories(folder / "stages");
    save_run(run, folder);
    const RecurrentRun again = load_recurrent_run(folder);
    EXPECT_EQ(again.stages.front().shape, run.stages.front().shape) << name;
    EXPECT_EQ(again.stages.front().values, run.stages.front().values) << name;
    std::filesystem::remove_all(folder);
    EXPECT_THROW(RecurrentBackprop<float>{again.stages.front().shape}, Error) << "run, not trained";
  }
}

TEST(ForeignWeights, GatesOfBothDirectionsFollowFromTheirOwnPast) {
  const Case test = read_case("keras lstm both");
  const RecurrentParameters<float> parameters = imported(test, Cell::lstm).parameters;
  const auto network = network_over(parameters, test.inputs, test.sequences);
  const auto trace = [&](const char* name) { return recorded(*network, test, name); };
  // h = o tanh(c) in each direction, c = f c_before + i g with what is read before.
  const Matrix cell = trace("cell"), hidden = trace("hidden");
  expect_same((trace("output_gate").array() * cell.array().tanh()).matrix(), hidden, "hidden");
  const Matrix kept = trace("forget_gate"), made = trace("input_gate").cwiseProduct(trace("candidate"));
  for (Eigen::Index row = 1; row < 5; ++row) {
    const Matrix forward =
        kept.row(row).head(4).cwiseProduct(cell.row(row - 1).head(4)) + made.row(row).head(4);
    expect_same(forward, cell.row(row).head(4), "forward");
    const Matrix backward =
        kept.row(row - 1).tail(4).cwiseProduct(cell.row(row).tail(4)) + made.row(row - 1).tail(4);
    expect_same(backward, cell.row(row - 1).tail(4), "backward");
  }
  EXPECT_EQ(trace("hidden_forward"), hidden.leftCols(4));
  EXPECT_EQ(trace("hidden_backward"), hidden.rightCols(4));
  EXPECT_EQ(trace("hidden_2"), hidden);
  // Without whole sequences it tells its sizes only.
  const auto bare = make_recurrent_network(parameters);
  EXPECT_EQ(bare->state_size(), 32);
  EXPECT_EQ(bare->inputs(), 3);
  Matrix next(1, 32);
  const std::vector<std::int32_t> token{0};
  EXPECT_THROW(bare->step(Matrix::Zero(1, 32), token, next), Error);
}

TEST(ForeignWeights, WhatAConfigurationAsksForAndIsNotImportedIsNamed) {
  const auto fault = [](const std::string& name, Cell cell, const std::string& from, const std::string& to) {
    Archive weights = read_case(name).weights;
    std::string config = formats::to_string(weights.at("@model_config"), "config");
    const std::size_t at = config.find(from);
    EXPECT_NE(at, std::string::npos) << config;
    weights["@model_config"] = formats::from_string(config.replace(at, from.size(), to));
    return message_of([&] { (void)from_keras(weights, cell, "w.h5"); });
  };
  const std::vector<std::pair<std::string, std::string>> faults{
      {fault("keras lstm hard", Cell::lstm, "\"tanh\"", "\"swish\""),
       "the layer lstm has activation = swish"},
      {fault("keras lstm hard", Cell::gru, "\"tanh\"", "\"tanh\""), "is a LSTM: --cell lstm imports it"},
      {fault("keras lstm hard", Cell::lstm, "\"LSTM\"", "\"ConvLSTM2D\""), "the layer lstm is a ConvLSTM2D"},
      {fault("keras lstm both", Cell::lstm, "\"concat\"", "\"sum\""),
       "the layer second has merge_mode = \"sum\""},
      {fault("keras lstm both", Cell::lstm, "\"activation\": \"tanh\"", "\"activation\": \"relu\""),
       "the layers second and first differ in their activations"},
      {fault(
           "keras lstm both", Cell::lstm, R"({"class_name": "Bidirectional", "config": {"name": "first")",
           R"({"class_name": "Attention", "config": {"name": "a"}}, {"class_name": "Bidirectional", "config": {"name": "first")"),
       "the layer a (Attention) stands between recurrent layers, under first"}};
  for (const auto& [message, part] : faults) EXPECT_TRUE(has(message, part)) << message;
}

TEST(ForeignWeights, LayersThatAreNotOneChainAreRefused) {
  // An encoder and a decoder that begins at the encoder's state, and two layers over one input.
  const std::string layer =
      R"({"class_name": "LSTM", "name": "NAME", "config": {"name": "NAME", "recurrent_initializer": {}}, "inbound_nodes": NODES})";
  const auto model = [&](const std::string& first, const std::string& second) {
    const auto filled = [&](const std::string& name, const std::string& nodes) {
      std::string text = layer;
      for (std::size_t at; (at = text.find("NAME")) != std::string::npos;) text.replace(at, 4, name);
      return text.replace(text.find("NODES"), 5, nodes);
    };
    Archive weights;
    for (const char* const name : {"enc", "dec"})
      for (const auto& [part, array] : read_case("keras lstm hard").weights)
        if (!part.starts_with('@'))
          weights[std::string(name) + "/" + name + part.substr(part.rfind('/'))] = array;
    weights["@model_config"] = formats::from_string(
        R"({"class_name": "Functional", "config": {"layers": [{"class_name": "InputLayer", "config": {"name": "in"}, "inbound_nodes": []}, )" +
        filled("enc", first) + ", " + filled("dec", second) + "]}}");
    return message_of([&] { (void)from_keras(weights, Cell::lstm, "w.h5"); });
  };
  const std::string in = R"([[["in", 0, 0, {}]]])";
  EXPECT_TRUE(has(model(in, in), "the layers enc and dec are not one above the other")) << model(in, in);
  const std::string state = R"([[["in", 0, 0, {}], ["enc", 0, 1, {}], ["enc", 0, 2, {}]]])";
  EXPECT_TRUE(has(model(in, state), "the layer dec takes several inputs")) << model(in, state);
  // As Keras 3 writes it; a chain, whose shapes don't fit here (8 units over 3 inputs).
  const std::string chain =
      R"([{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["enc", 0, 0]}}], "kwargs": {}}])";
  EXPECT_TRUE(has(model(in, chain), "asks for (4, 16)")) << model(in, chain);
}

TEST(ForeignWeights, WithoutAConfigurationItIsSaidWhatIsAssumed) {
  Archive weights = read_case("keras lstm hard").weights;
  weights.erase("@model_config");
  const std::string notes = joined(from_keras(weights, Cell::lstm, "w.h5").notes);
  EXPECT_TRUE(has(notes, "tanh and sigmoid (Keras before 2.3: hard_sigmoid), steps read forward")) << notes;
  Archive both = read_case("keras lstm both").weights;
  both.erase("@model_config");
  // Without it the order of names is all there is: 3 inputs stand above 8 then.
  EXPECT_TRUE(has(message_of([&] { (void)from_keras(both, Cell::lstm, "w.h5"); }), "second/second"));
  std::erase_if(both, [](const auto& entry) { return entry.first.starts_with("first/"); });
  EXPECT_EQ(from_keras(both, Cell::lstm, "w.h5").parameters.shape.reading, Reading::both);
}

}  // namespace rssviz::models
