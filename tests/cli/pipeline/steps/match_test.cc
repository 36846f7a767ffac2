// `rssviz match` by the real binary: what LSTMVis' rules give by brute force, states of other kinds, sheets,
// and one line for each wrong input. The folder and the answers were made as
// tests/cli/data/lstmvis_parens/README.md says.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/subjects/dictionary.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/input_file.h"
#include "core/output_file.h"
#include "core/rng.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const std::string kFolder = RSSVIZ_TEST_DATA "/lstmvis_parens";

std::string query_words(const Json& query) {
  const auto pair = [](const Json& two, char between) {
    return std::to_string(two[0].get<int>()) + between + std::to_string(two[1].get<int>());
  };
  return "match " + kFolder + " --source " + query["source"].get<std::string>() + " --range " +
         pair(query["range"], ':') + " --margins " + pair(query["margins"], ',') + " --threshold " +
         query["threshold"].dump() + " --json --quiet";
}

// I, U and length of each match, in rank order.
std::vector<std::tuple<int, int, int>> ranked(const Json& matches) {
  std::vector<std::tuple<int, int, int>> all;
  for (const Json& match : matches)
    all.emplace_back(match["intersection"].get<int>(), match["union"].get<int>(), match["length"].get<int>());
  return all;
}

// Fails unless the program leaves with this code and one line that holds all of the words.
void expect_refused(const std::string& words, int code, const std::vector<std::string>& parts) {
  const Outcome outcome = rssviz(words + " --quiet");
  EXPECT_EQ(outcome.exit_code, code) << words << "\n" << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << words << "\n" << outcome.err;
  for (const std::string& part : parts)
    EXPECT_NE(outcome.err.find(part), std::string::npos)
        << words << ": no '" << part << "' in " << outcome.err;
}

}  // namespace

TEST(Match, AnswersAsTheRulesOfLstmvisByBruteForce) {
  const Json queries = Json::parse(read_file(RSSVIZ_TEST_DATA "/lstmvis_parens_answers.json"));
  ASSERT_EQ(queries.size(), 16U);
  for (const Json& query : queries) {
    const Outcome outcome = rssviz(query_words(query));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json answer = Json::parse(outcome.out);
    EXPECT_EQ(answer.size(), 3U);
    EXPECT_EQ(answer["cells"], query["cells"]);
    std::vector<std::tuple<int, int, int>> expected;
    for (const Json& match : query["matches"]) {
      const Json& f = match["factors"];  // [pos, 0, length, Jaccard, n - I, U, I]
      expected.emplace_back(f[6].get<int>(), f[5].get<int>(), f[2].get<int>());
    }
    EXPECT_EQ(ranked(answer["matches"]), expected) << query_words(query);
    EXPECT_EQ(answer["histogram"]["fuzzy"], query["fuzzy_lengths"]) << query_words(query);
    EXPECT_EQ(answer["histogram"]["strict"], query["strict_lengths"]) << query_words(query);
    for (std::size_t i = 0; i < answer["matches"].size(); ++i)
      EXPECT_NEAR(answer["matches"][i]["jaccard"].get<double>(),
                  query["matches"][i]["factors"][3].get<double>(), 1e-6);
  }
}

TEST(Match, IsTheSameBytesAtAnyNumberOfThreads) {
  const std::string words =
      "match " + kFolder + " --source states2 --range 4965:4968 --margins 0,0 --json --quiet";
  const Outcome one = rssviz(words + " --threads 1"), five = rssviz(words + " --threads 5");
  EXPECT_EQ(one.out, five.out);
  EXPECT_NE(one.out.find("\"jaccard\""), std::string::npos);
}

TEST(Match, TakesGivenCellsInPlaceOfTheSelection) {
  const Outcome selected = rssviz("match " + kFolder + " --range 6856:6858 --margins 0,1 --json --quiet");
  const Outcome given =
      rssviz("match " + kFolder + " --range 6856:6858 --margins 0,1 --cells 7,15 --json --quiet");
  EXPECT_EQ(selected.out, given.out);
  const Json other = Json::parse(rssviz("match " + kFolder + " --cells 3 --json --quiet").out);
  EXPECT_EQ(other["cells"], Json({3}));
}

// The same states as an .npz, an .npy and in sequences: one definition of matches for all.
TEST(Match, ReadsStatesOfAnyKind) {
  TemporaryFolder folder;
  Rng rng(3, "match test", 0);
  Matrix states(400, 6);
  std::vector<std::int32_t> sequence, token;
  for (int t = 0; t < 400; ++t) {
    for (int u = 0; u < 6; ++u) states(t, u) = static_cast<float>(rng.uniform() < 0.6 ? 0.9 : -0.9);
    sequence.push_back(t / 40);
    token.push_back(t % 3);
  }
  formats::Archive archive;
  archive["states"] = formats::from_matrix(MatrixRef(states));
  formats::write_npy(folder / "s.npy", archive["states"]);
  formats::write_npz(folder / "bare.npz", archive);
  archive["sequence"] = formats::from_vector(sequence);
  archive["token"] = formats::from_vector(token);
  archive["token_labels"] = formats::from_strings(std::vector<std::string>{"a", "b", "ünï"});
  formats::write_npz(folder / "s.npz", archive);
  const std::string query = " --cells 0,1,4 --margins 0,0 --json --quiet";
  const Outcome bare = rssviz("match " + (folder / "s.npy") + query);
  EXPECT_EQ(bare.out, rssviz("match " + (folder / "bare.npz") + query).out);
  const Json answer = Json::parse(rssviz("match " + (folder / "s.npz") + query).out);
  ASSERT_GT(answer["matches"].size(), 3U);
  for (const Json& match : answer["matches"]) {
    const int first = match["position"].get<int>(), last = first + match["length"].get<int>() - 1;
    EXPECT_EQ(first / 40, last / 40);  // no match crosses a sequence
  }
  const Outcome csv = rssviz("match " + (folder / "s.npz") + " --cells 0,1,4 --top 2 --quiet");
  EXPECT_EQ(csv.out.substr(0, csv.out.find('\n')),
            "rank,sequence,step,position,length,cells,intersection,union,jaccard,words");
  EXPECT_NE(rssviz("match " + (folder / "s.npy") + " --cells 1").err.find("names no words"),
            std::string::npos);
}

// Equal words are one word to a search and to the null of words, whatever their numbers.
TEST(Match, JoinsTokensThatAreTheSameWord) {
  TemporaryFolder folder;
  formats::Archive archive;
  Matrix states(300, 2);
  std::vector<std::int32_t> token, mark;
  std::vector<std::string> labels;
  for (int t = 0; t < 300; ++t) {
    const bool here = t % 7 == 3;
    states(t, 0) = here ? 1.0F : 0.0F;
    states(t, 1) = t % 2 == 0 ? 1.0F : 0.0F;
    token.push_back(t);
    labels.push_back(here ? "here" : "there");
    mark.push_back(here ? 1 : 0);
  }
  archive["states"] = formats::from_matrix(MatrixRef(states));
  archive["token"] = formats::from_vector(token);
  archive["token_labels"] = formats::from_strings(labels);
  archive["mark"] = formats::from_vector(mark);
  formats::write_npz(folder / "s.npz", archive);
  const Outcome explained =
      rssviz("match " + (folder / "s.npz") + " --explain mark=1 --null words --draws 19 --json --quiet");
  ASSERT_EQ(explained.exit_code, 0) << explained.err;
  const Json answer = Json::parse(explained.out);
  EXPECT_EQ(answer["cells"], Json({0}));
  EXPECT_DOUBLE_EQ(answer["nulls"][0]["f1"].get<double>(), 1);
  EXPECT_DOUBLE_EQ(answer["nulls"][0]["p"].get<double>(), 1);
}

TEST(Match, InfoSaysWhatIsInAFolder) {
  const Outcome info = rssviz("info " + kFolder);
  ASSERT_EQ(info.exit_code, 0) << info.err;
  for (const char* part :
       {"LSTMVis folder", "nested brackets", "8000", "states1: layer 1, states, 8000 x 16, through tanh",
        "output2: layer 2, outputs", "depth: 5 classes", "surprise: numbers", "guesses: "})
    EXPECT_NE(info.out.find(part), std::string::npos) << part << " in " << info.out;
}

TEST(Match, FindsPhrasesAndPatterns) {
  const Outcome found = rssviz("match " + kFolder + " --find '( ( /[0-9]/' --quiet");
  ASSERT_EQ(found.exit_code, 0) << found.err;
  const formats::Table table = formats::parse_csv(found.out, "found");
  EXPECT_EQ(table.header, (std::vector<std::string>{"begin", "end", "sequence", "step", "words"}));
  EXPECT_GT(table.rows.size(), 10U);
  for (const auto& row : table.rows) EXPECT_EQ(row[4].substr(0, 4), "( ( ");
  expect_refused("match " + kFolder + " --find '( x'", 64, {"no word 'x'"});
  expect_refused("match " + kFolder + " --find '/(/'", 64, {"not a regular expression"});
}

TEST(Match, HoldsHypothesesAgainstNullsAndExplains) {
  TemporaryFolder folder;
  write_file(folder / "h.toml",
             "[[hypothesis]]\nname = \"deep\"\nrange = \"6856:6858\"\nmargins = \"0,1\"\n\n"
             "[[hypothesis]]\nname = \"two\"\nfind = \"( (\"\nsource = \"states2\"\nmark = "
             "\"depth=depth2\"\nmargins = \"0,0\"\n");
  const Outcome batch = rssviz("match " + kFolder + " --batch " + (folder / "h.toml") +
                               " --null words,cells --draws 39 -o " + (folder / "sheets"));
  ASSERT_EQ(batch.exit_code, 0) << batch.err;
  EXPECT_TRUE(fs::exists(folder / "sheets/deep.pdf"));
  const formats::Table table = formats::read_csv(folder / "sheets/table.csv");
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.rows[2][table.column("marks")], "depth=depth2");
  for (const auto& row : table.rows) {
    EXPECT_GE(std::stod(row[table.column("p_corrected")]), std::stod(row[table.column("p")]));
    const double precision = std::stod(row[table.column("precision")]),
                 recall = std::stod(row[table.column("recall")]);
    EXPECT_NEAR(std::stod(row[table.column("f1")]), 2 * precision * recall / (precision + recall), 1e-9);
  }
  const Outcome explained =
      rssviz("match " + kFolder +
             " --explain depth=depth2 --source states2 --null words,cells --draws 39 --json --quiet");
  ASSERT_EQ(explained.exit_code, 0) << explained.err;
  const Json answer = Json::parse(explained.out);
  EXPECT_GE(answer["f1"].get<double>(), std::stod(table.rows[2][table.column("f1")]) - 0.02);
  EXPECT_GT(answer["f1"].get<double>(), answer["nulls"][1]["f1"].get<double>());
  EXPECT_LT(answer["nulls"][1]["p"].get<double>(), 0.05);
}

// One that selects nothing is said, and keeps the others.
TEST(Match, ABatchGoesOnWhereAHypothesisSelectsNothing) {
  TemporaryFolder folder;
  write_file(folder / "h.toml",
             "[[hypothesis]]\nname = \"none\"\nrange = \"40:60\"\nthreshold = 0.999\n\n"
             "[[hypothesis]]\nname = \"some\"\nrange = \"6856:6858\"\nmargins = \"0,1\"\n");
  const Outcome batch = rssviz("match " + kFolder + " --batch " + (folder / "h.toml") + " --draws 19");
  ASSERT_EQ(batch.exit_code, 0) << batch.err;
  EXPECT_NE(batch.err.find("hypothesis 'none': no cell is on"), std::string::npos) << batch.err;
  const formats::Table table = formats::parse_csv(batch.out, "batch");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0][table.column("cells")], "");
  EXPECT_EQ(table.rows[1][table.column("cells")], "7 15");
}

TEST(Match, RefusesEachWrongInputInOneLine) {
  const std::string match = "match " + kFolder;
  expect_refused(match, 64, {"--range A:B is needed"});
  expect_refused(match + " --range 5", 64, {"--range", "'5'", "A:B"});
  expect_refused(match + " --range 9:9", 64, {"9:9", "no step"});
  expect_refused(match + " --range 7999:8001", 64, {"7999:8001", "8000 steps"});
  expect_refused(match + " --range 1:3 --margins 4,0", 64, {"1:3", "left margin of 4", "--margins"});
  expect_refused(match + " --range 7997:7999 --margins 0,3", 64, {"right margin of 3"});
  expect_refused(match + " --range 40:60 --threshold 0.999", 65,
                 {"no cell is on", "nearest: cells", "--threshold"});
  expect_refused(match + " --range 40:60 --threshold 0.999 --layers states1,states2", 65,
                 {"states1: no cell is on"});
  expect_refused(match + " --range 40:42 --threshold 1.2", 64, {"threshold", "1.2", "below 1"});
  expect_refused(match + " --range 40:42 --cells 16", 64, {"no cell 16", "0 to 15"});
  expect_refused(match + " --range 40:42 --cells 3,3", 64, {"twice"});
  expect_refused(match + " --range 40:42 --source states3", 64, {"states3", "states1, states2, output2"});
  expect_refused(match + " --cells 3 --track nothing -o /tmp/never.pdf", 64,
                 {"nothing", "depth, kind, surprise, guesses"});
  expect_refused(match + " --range 40:42 -o match.doc", 64, {"match.doc", ".pdf"});
  expect_refused(match + " --range 40:42 --find '('", 64, {"--range", "--find"});
  expect_refused(match + " --find '(' --explain depth=depth1", 64, {"one at a time"});
  expect_refused(match + " --explain depth=depth9", 64, {"depth9", "depth4"});
  expect_refused(match + " --explain depth=depth1 --null grep", 64, {"grep", "words, untrained, cells"});
  expect_refused(match + " --explain depth=depth1 --null untrained", 64, {"needs a run"});
  expect_refused("match /nowhere/at/all --range 1:2", 66, {"/nowhere/at/all"});
  expect_refused("match /tmp --range 1:2", 66, {"neither a run", "lstm.yml"});
}

namespace {

// A copy of the folder whose lstm.yml has `from` replaced by `to`.
void broken_copy(const fs::path& to, const std::string& from, const std::string& with) {
  fs::copy(kFolder, to, fs::copy_options::recursive);
  std::string yaml = read_file(to / "lstm.yml");
  const std::size_t at = yaml.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  yaml.replace(at, from.size(), with);
  fs::permissions(to / "lstm.yml", fs::perms::owner_all);
  write_file(to / "lstm.yml", yaml);
}

}  // namespace

TEST(Match, RefusesBrokenFoldersNamingKeyFileOrPath) {
  struct Case {
    const char *from, *to;
    int code;
    std::vector<std::string> parts;
  };
  const Case cases[] = {
      {"word_sequence:\n", "words_here:\n", 65, {"lstm.yml", "'word_sequence' is missing", "words_here"}},
      {"  path: word_sequence",
       "  path: word_sequences",
       65,
       {"train.hdf5", "word_sequences", "/word_sequence"}},
      {"states: states.hdf5", "states: gone.hdf5", 66, {"gone.hdf5", "is missing", "'states'"}},
      {"file: train", "file: trains", 65, {"no 'trains'", "states, train, meta"}},
      {"path: states1", "path: states9", 65, {"states.hdf5", "states9", "/states1"}},
      {"transform: tanh", "transform: sine", 65, {"states.types[1].transform", "'sine'", "tanh, none"}},
      {"type: output", "type: outputs", 65, {"states.types[2].type", "outputs"}},
      {"path: depth,", "path: depths,", 65, {"meta.hdf5", "depths"}},
      {"path: topk,", "path: loss,", 65, {"meta.guesses"}},
      {"range: [0, 2]", "range: [0, two]", 65, {"'two' is no number"}},
      {"name: nested", "name: {a: [nested", 65, {"lstm.yml", "not YAML"}},
      {"depths: depth.dict", "depths: lstm.yml", 65, {"lstm.yml:1", "is no number"}}};
  for (const Case& one : cases) {
    TemporaryFolder folder;
    broken_copy(folder.path() / "d", one.from, one.to);
    expect_refused("match " + (folder / "d") + " --range 40:42 --margins 0,0 --json", one.code, one.parts);
  }
}

TEST(Dictionaries, AreReadByTheirName) {
  const Dictionary lines = parse_dictionary("<s> 1\nnew york 2\n  5\n\xC3\xBC 7\r\n", "a.dict");
  EXPECT_EQ(lines, (Dictionary{{1, "<s>"}, {2, "new york"}, {5, " "}, {7, "\xC3\xBC"}}));
  EXPECT_EQ(parse_dictionary("{\"a b\": 3, \"c\": 0}", "a.json"), (Dictionary{{0, "c"}, {3, "a b"}}));
  EXPECT_EQ(parse_dictionary("[\"x\", \"y\"]", "a.json"), (Dictionary{{0, "x"}, {1, "y"}}));
  EXPECT_EQ(parse_dictionary("a\\tb\t4\n\\n\t5\n", "a.tsv"), (Dictionary{{4, "a\tb"}, {5, "\n"}}));
  const NamedValues named = name_values({2, 9, 2, 9, 1}, lines);
  EXPECT_EQ(named.unknown, 2U);
  EXPECT_EQ(named.labels[static_cast<std::size_t>(named.places[1])], "#9");
  EXPECT_EQ(named.labels[static_cast<std::size_t>(named.places[4])], "<s>");
  const auto fault = [](const std::string& text, const char* path) -> std::string {
    try {
      parse_dictionary(text, path);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(fault("a 1\nb\n", "a.dict").find("a.dict:2: 'b' has no number"), std::string::npos);
  EXPECT_NE(fault("a 1\nb x\n", "a.dict").find("a.dict:2: 'x' is no number"), std::string::npos);
  EXPECT_NE(fault("a 1\nb 1\n", "a.dict").find("is that of 'a' already"), std::string::npos);
  EXPECT_NE(fault("", "a.dict").find("holds no token"), std::string::npos);
  EXPECT_NE(fault("a 1\n\xFF 2\n", "a.dict").find("a.dict:2: isn't UTF-8"), std::string::npos);
  EXPECT_NE(fault("{\"a\": 1.5}", "a.json").find("isn't a whole number"), std::string::npos);
}

TEST(Match, RefusesYamlBombs) {
  TemporaryFolder folder;
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) bomb += (k > 0 ? ",*a" : "*a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  fs::create_directories(folder.path() / "b");
  write_file(folder.path() / "b" / "lstm.yml", bomb);
  expect_refused("info " + (folder / "b"), 65, {"lstm.yml", "parts, aliases counted"});
  write_file(folder.path() / "b" / "lstm.yml", "a: " + std::string(100000, '[') + "\n");
  expect_refused("info " + (folder / "b"), 65, {"lstm.yml", "nested"});
  write_file(folder.path() / "b" / "lstm.yml", "a: &a [*a]\n");
  expect_refused("info " + (folder / "b"), 65, {"lstm.yml"});
  write_file(folder.path() / "b" / "lstm.yml", "name: a\nname: b\n");
  expect_refused("info " + (folder / "b"), 65, {"lstm.yml:2", "'name' twice"});
}

TEST(Match, RefusesWrongHypotheses) {
  TemporaryFolder folder;
  const auto refused = [&](const std::string& toml, int code, const std::vector<std::string>& parts) {
    write_file(folder / "h.toml", toml);
    expect_refused("match " + kFolder + " --batch " + (folder / "h.toml"), code, parts);
  };
  refused("", 78, {"h.toml", "no [[hypothesis]]"});
  refused("[[hypothesis]]\nname = \"a\"\n", 78, {"h.toml:1", "neither range, find nor cells"});
  refused("[[hypothesis]]\nname = \"a\"\nrang = \"1:2\"\n", 78,
          {"h.toml:3", "'rang'", "did you mean 'range'"});
  refused("[[hypothesis]]\nname = \"a\"\nrange = 3\n", 78, {"h.toml:3", "must be a text"});
  refused("[[hypothesis]]\nname = \"a\"\nrange = \"40:42\"\nsource = \"states7\"\n", 64,
          {"hypothesis 'a'", "states7"});
  refused("[[hypothesis]]\nname = \"a\"\nrange = \"40:9000\"\n", 64, {"hypothesis 'a'", "8000 steps"});
}

}  // namespace rssviz::cli
