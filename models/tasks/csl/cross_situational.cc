#include "models/tasks/csl/cross_situational.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr std::array<std::string_view, 50> kObjects{
    "glass",     "cup",        "bowl",    "orange", "spoon",       "apple",     "accordion", "acoustic",
    "bagpipes",  "banjo",      "bass",    "bongo",  "bugle",       "cello",     "clarinet",  "cymbals",
    "drums",     "electric",   "guitar",  "flute",  "horn",        "harmonica", "harp",      "keyboard",
    "maracas",   "organ",      "pan",     "piano",  "recorder",    "saxophone", "sitar",     "tambourine",
    "triangle",  "trombone",   "trumpet", "tuba",   "ukulele",     "violin",    "xylophone", "bassoon",
    "castanets", "didgeridoo", "double",  "gong",   "harpsichord", "lute",      "mandolin",  "oboe",
    "piccolo",   "viola"};
constexpr std::array<std::string_view, 3> kPositions{"left", "right", "middle"};
constexpr std::array<std::string_view, 4> kColours{"red", "orange", "green", "blue"};
constexpr std::array<std::string_view, 2> kDeterminers{"a", "the"};
constexpr int kNone = -1;

using Words = std::vector<std::string_view>;

// A group of words around a noun: DET [COL] OBJ.
struct Noun {
  Words words;
  int object;
  int colour;
};

// In the order of enumeration: DET, then the four colours followed by none, then OBJ.
std::vector<Noun> nouns(int n_objects) {
  std::vector<Noun> result;
  for (const std::string_view determiner : kDeterminers) {
    for (int c = 0; c <= 4; ++c) {
      for (int o = 0; o < n_objects; ++o) {
        Words words{determiner};
        if (c < 4) words.push_back(kColours[static_cast<std::size_t>(c)]);
        words.push_back(kObjects[static_cast<std::size_t>(o)]);
        result.push_back({std::move(words), o, c < 4 ? c : kNone});
      }
    }
  }
  return result;
}

Words joined(std::initializer_list<Words> parts) {
  Words result;
  for (const Words& part : parts) result.insert(result.end(), part.begin(), part.end());
  return result;
}

struct Phrase {
  Words words;
  Attributes states;
  int form;
};

void add_determined(int n_objects, std::vector<Phrase>& phrases) {
  for (const bool placed : {false, true}) {
    for (const std::string_view determiner : kDeterminers) {
      for (int o = 0; o < n_objects; ++o) {
        const Words subject{determiner, kObjects[static_cast<std::size_t>(o)]};
        for (int p = placed ? 0 : kNone; p < (placed ? 3 : 0); ++p) {
          Words place;
          if (placed) place = {"on", "the", kPositions[static_cast<std::size_t>(p)]};
          for (int c = 0; c < 4; ++c) {
            const Words colour{"is", kColours[static_cast<std::size_t>(c)]};
            phrases.push_back({joined({subject, place, colour}), {o, p, c}, placed ? 3 : 2});
          }
        }
      }
    }
  }
}

// All one-object sentences in the order of the grammar's table.
std::vector<Phrase> phrases_of(int n_objects) {
  const std::vector<Noun> groups = nouns(n_objects);
  std::vector<Phrase> phrases;
  for (const std::string_view pointer : {"this", "that"}) {
    for (const Noun& noun : groups) {
      phrases.push_back({joined({{pointer, "is"}, noun.words}), {noun.object, kNone, noun.colour}, 1});
    }
  }
  add_determined(n_objects, phrases);
  const auto on_the = [](int p) { return Words{"on", "the", kPositions[static_cast<std::size_t>(p)]}; };
  for (const bool there : {false, true}) {
    for (const Noun& noun : groups) {
      for (int p = 0; p < 3; ++p) {
        const Words before = there ? Words{"there", "is"} : Words{};
        const Words between = there ? Words{} : Words{"is"};
        phrases.push_back(
            {joined({before, noun.words, between, on_the(p)}), {noun.object, p, noun.colour}, there ? 5 : 4});
      }
    }
  }
  for (int p = 0; p < 3; ++p) {
    for (const bool there : {false, true}) {
      const Words verb = there ? Words{"there", "is"} : Words{"is"};
      for (const Noun& noun : groups) {
        phrases.push_back({joined({on_the(p), verb, noun.words}), {noun.object, p, noun.colour}, 6});
      }
    }
  }
  return phrases;
}

template <std::size_t N>
int place_in(const std::array<std::string_view, N>& names, std::size_t count, std::string_view name) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(count);
  const auto found = std::find(names.begin(), end, name);
  return found == end ? kNone : static_cast<int>(found - names.begin());
}

void check_range(const char* field, int value, int low, int high) {
  if (value < low || value > high) {
    fail(ErrorKind::usage, std::string(field) + " = " + std::to_string(value) +
                               " is out of range: " + std::to_string(low) + " to " + std::to_string(high));
  }
}

}  // namespace

void CslSpec::check() const {
  check_range("n_objects", n_objects, 3, 50);
  const int one = 172 * n_objects;
  constexpr int kMostTwo = 80000;  // three such sets are still a part of the (172 n)^2 sentences there are
  check_range("train_one", train_one, 0, one);
  check_range("validation_one", validation_one, 0, one - train_one);
  check_range("test_one", test_one, 0, one);
  check_range("train_two", train_two, 0, kMostTwo);
  check_range("validation_two", validation_two, 0, kMostTwo);
  check_range("test_two", test_two, 0, kMostTwo);
  if (train_one + train_two == 0) {
    fail(ErrorKind::usage, "train_one + train_two = 0: at least one training sentence is needed");
  }
}

CrossSituationalTask::CrossSituationalTask(CslSpec spec) : spec_(spec) {
  spec_.check();
  enumerate_clauses();
  name_outputs();
}

void CrossSituationalTask::enumerate_clauses() {
  const auto id_of = [this](std::string_view name) {
    const auto [entry, fresh] =
        ids_.try_emplace(std::string(name), static_cast<std::int32_t>(vocabulary_.size()));
    if (fresh) vocabulary_.emplace_back(name);
    return entry->second;
  };
  for (const Phrase& phrase : phrases_of(spec_.n_objects)) {
    Clause clause{.states = phrase.states, .form = phrase.form};
    for (const std::string_view name : phrase.words) clause.tokens.push_back(id_of(name));
    clauses_.push_back(std::move(clause));
  }
  and_token_ = id_of("and");
  id_of("BEGIN");
  id_of("END");
  for (const std::string& name : vocabulary_) {
    word_concepts_.push_back({.object = place_in(kObjects, static_cast<std::size_t>(spec_.n_objects), name),
                              .position = place_in(kPositions, kPositions.size(), name),
                              .colour = place_in(kColours, kColours.size(), name)});
  }
}

void CrossSituationalTask::name_outputs() {
  for (int o = 0; o < spec_.n_objects; ++o) concepts_.emplace_back(kObjects[static_cast<std::size_t>(o)]);
  for (const std::string_view position : kPositions) concepts_.emplace_back(position);
  for (const std::string_view colour : kColours) {
    const bool two_concepts = std::find(concepts_.begin(), concepts_.begin() + spec_.n_objects, colour) !=
                              concepts_.begin() + spec_.n_objects;
    concepts_.push_back(std::string(colour) + (two_concepts ? " (colour)" : ""));
  }
  for (const char* slot : {" 1", " 2"}) {
    for (const std::string& name : concepts_) output_names_.push_back(name + slot);
  }
}

Tokens CrossSituationalTask::sentence(int first, int second) const {
  Tokens tokens{begin_token()};
  const auto append = [&](int clause) {
    const Tokens& part = clauses_[static_cast<std::size_t>(clause)].tokens;
    tokens.insert(tokens.end(), part.begin(), part.end());
  };
  append(first);
  if (second >= 0) {
    tokens.push_back(and_token_);
    append(second);
  }
  tokens.push_back(end_token());
  return tokens;
}

Tokens CrossSituationalTask::parse(std::string_view text) const {
  Tokens tokens;
  std::istringstream words{std::string(text)};
  for (std::string name; words >> name;) {
    const auto found = ids_.find(name);
    if (found == ids_.end()) {
      std::string known;
      for (const std::string& word : vocabulary_) known += (known.empty() ? "" : ", ") + word;
      fail(ErrorKind::data, "\"" + name + "\" is not a word of the task with " +
                                std::to_string(spec_.n_objects) + " objects (" +
                                std::to_string(vocabulary_.size()) + " words: " + known + ")");
    }
    tokens.push_back(found->second);
  }
  if (tokens.empty() || tokens.front() != begin_token()) tokens.insert(tokens.begin(), begin_token());
  if (tokens.back() != end_token()) tokens.push_back(end_token());
  if (tokens.size() < 3) fail(ErrorKind::data, "a sentence needs at least one word");
  return tokens;
}

void CrossSituationalTask::hear(const WordConcept& word, Attributes& clause, WordConcept& undecided) {
  if (undecided.object >= 0) {  // "orange" before a noun is a colour; before anything else it was the noun
    if (word.object >= 0) {
      clause.colour = undecided.colour;
    } else {
      clause.object = undecided.object;
    }
    undecided = {};
  }
  if (word.position >= 0) {
    clause.position = word.position;
  } else if (word.object >= 0 && word.colour >= 0) {
    if (clause.object >= 0) {
      clause.colour = word.colour;
    } else if (clause.colour >= 0) {
      clause.object = word.object;
    } else {
      undecided = word;
    }
  } else if (word.object >= 0) {
    clause.object = word.object;
  } else if (word.colour >= 0) {
    clause.colour = word.colour;
  }
}

std::vector<Heard> CrossSituationalTask::heard(std::span<const std::int32_t> tokens) const {
  std::vector<Heard> result;
  result.reserve(tokens.size());
  Heard now;
  WordConcept undecided;
  for (const std::int32_t token : tokens) {
    Attributes& clause = now.so_far[now.place == Place::second_clause ? 1 : 0];
    hear(word_concepts_[static_cast<std::size_t>(token)], clause, undecided);
    if (token == and_token_) now.place = Place::conjunction;
    if (token == end_token()) now.place = Place::last_word;
    result.push_back(now);
    if (now.place == Place::conjunction) now.place = Place::second_clause;
  }
  return result;
}

Meaning CrossSituationalTask::meaning(std::span<const std::int32_t> tokens) const {
  return tokens.empty() ? Meaning{} : heard(tokens).back().so_far;
}

Meaning CrossSituationalTask::decode(std::span<const double> output) const {
  if (static_cast<int>(output.size()) != n_outputs()) {
    fail(ErrorKind::data, "an output has " + std::to_string(output.size()) + " numbers, the task " +
                              std::to_string(n_outputs()));
  }
  const auto winner = [](std::span<const double> group) {
    const auto largest = std::max_element(group.begin(), group.end());
    double sum = 0.0;
    for (const double y : group) sum += std::exp(y - *largest);
    const bool sure = 1.0 / sum >= 1.3 / static_cast<double>(group.size());
    return sure ? static_cast<int>(largest - group.begin()) : kNone;
  };
  Meaning claim;
  std::size_t at = 0;
  for (Attributes& slot : claim) {
    for (int attribute = 0; attribute < 3; ++attribute) {
      const auto size = static_cast<std::size_t>(group_sizes()[static_cast<std::size_t>(attribute)]);
      const int value = winner(output.subspan(at, size));
      (attribute == 0 ? slot.object : attribute == 1 ? slot.position : slot.colour) = value;
      at += size;
    }
  }
  return claim;
}

std::vector<std::string> attribute_labels(const CrossSituationalTask& task, int attribute) {
  const auto& names = task.concepts();
  const auto sizes = task.group_sizes();
  std::ptrdiff_t start = 0;
  for (int k = 0; k < attribute; ++k) start += sizes[static_cast<std::size_t>(k)];
  std::vector<std::string> labels(names.begin() + start,
                                  names.begin() + start + sizes[static_cast<std::size_t>(attribute)]);
  if (attribute == 2) {
    // Among colours alone "orange" needs no addition.
    for (std::string& label : labels) label = label.substr(0, label.find(' '));
  }
  return labels;
}

Match judge(const Attributes& claim, const Attributes& stated) {
  const std::array<std::pair<int, int>, 3> pairs{
      {{claim.object, stated.object}, {claim.position, stated.position}, {claim.colour, stated.colour}}};
  Match match = Match::exact;
  for (const auto& [claimed, wanted] : pairs) {
    if (wanted >= 0 && claimed != wanted) return Match::wrong;
    if (wanted < 0 && claimed >= 0) match = Match::more;
  }
  return match;
}

std::vector<Meaning> meanings(const CrossSituationalTask& task, const std::vector<Tokens>& sequences) {
  std::vector<Meaning> result;
  result.reserve(sequences.size());
  for (const Tokens& tokens : sequences) result.push_back(task.meaning(tokens));
  return result;
}

CslErrors csl_errors(const CrossSituationalTask& task, std::span<const Meaning> stated, MatrixDRef outputs) {
  if (static_cast<std::size_t>(outputs.rows()) != stated.size()) {
    fail(ErrorKind::internal, "csl_errors: one row of outputs a sentence is needed");
  }
  CslErrors errors;
  std::vector<double> output(static_cast<std::size_t>(outputs.cols()));
  for (std::size_t i = 0; i < stated.size(); ++i) {
    for (std::size_t k = 0; k < output.size(); ++k) {
      output[k] = outputs(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
    }
    const Meaning claim = task.decode(output);
    Match whole = Match::exact;
    for (std::size_t slot = 0; slot < 2; ++slot) {
      const Match match = judge(claim[slot], stated[i][slot]);
      whole = std::max(whole, match);
      errors.clause_valid[slot] += match == Match::wrong ? 1.0 : 0.0;
      errors.clause_exact[slot] += match != Match::exact ? 1.0 : 0.0;
    }
    errors.valid += whole == Match::wrong ? 1.0 : 0.0;
    errors.exact += whole != Match::exact ? 1.0 : 0.0;
  }
  const double n = std::max(1.0, static_cast<double>(stated.size()));
  for (double* share : {&errors.valid, &errors.exact, &errors.clause_valid[0], &errors.clause_valid[1],
                        &errors.clause_exact[0], &errors.clause_exact[1]}) {
    *share /= n;
  }
  return errors;
}

}  // namespace rssviz::models
