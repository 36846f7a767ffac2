// The grammars that come with the program, as a user would write them.
#include "core/error.h"
#include "core/output_file.h"
#include "models/tasks/grammar/grammar.h"

namespace rssviz::models {
namespace {

constexpr std::string_view kAgreement =
    R"(# A verb agrees with its subject in number, over nouns of either number that stand between them:
# "the keys near the box that the girl has are old ."
# number: of the subject whose verb is still to come; noun: of the latest noun, which is wrong over distractors.
%constituents Singular Plural Place Relative
%inside number singular: Singular SingularClause | plural: Plural PluralClause
%latest noun singular: SingularNoun | plural: PluralNoun
S -> 'the' Subject Property '.'
Subject -> Singular | Plural
Singular -> SingularNoun Distractors SingularVerb
Plural -> PluralNoun Distractors PluralVerb
Distractors -> [6] | Place Distractors [3] | Relative Distractors [1]
Place -> Preposition 'the' Noun
Relative -> 'that' 'the' Clause
Clause -> SingularClause | PluralClause
SingularClause -> SingularNoun Distractors 'sees' | SingularNoun Distractors 'has'
PluralClause -> PluralNoun Distractors 'see' | PluralNoun Distractors 'have'
Noun -> SingularNoun | PluralNoun
SingularNoun -> 'key' | 'box' | 'girl' | 'dog'
PluralNoun -> 'keys' | 'boxes' | 'girls' | 'dogs'
Preposition -> 'near' | 'behind'
SingularVerb -> 'is' | 'was'
PluralVerb -> 'are' | 'were'
Property -> 'old' | 'small' | 'here'
)";

constexpr std::string_view kChords =
    R"(# Twelve bars of blues, in a major or a minor key, as chords by degree. The dominant V7 belongs to both keys:
# what follows it must be remembered.
%constituents Opening Middle Closing MinorOpening MinorMiddle MinorClosing
%inside key major: Major | minor: Minor
%inside phrase opening: Opening MinorOpening | middle: Middle MinorMiddle | closing: Closing MinorClosing
Chorus -> Major [2] | Minor
Major -> Opening Middle Closing
Opening -> 'I7' Second 'I7' Fourth
Second -> 'I7' | 'IV7'
Fourth -> 'I7' [3] | 'v7' 'I7'
Middle -> 'IV7' Sixth 'I7' Eighth
Sixth -> 'IV7' [3] | '#IVo7'
Eighth -> 'I7' [2] | 'VI7' | 'iii7' 'VI7'
Closing -> Cadence Turnaround
Cadence -> 'V7' 'IV7' [2] | 'V7' 'V7' | 'ii7' 'V7' [2]
Turnaround -> 'I7' 'I7' | 'I7' 'V7' [3] | 'I7' 'VI7' 'ii7' 'V7'
Minor -> MinorOpening MinorMiddle MinorClosing
MinorOpening -> 'i7' MinorSecond 'i7' 'i7'
MinorSecond -> 'i7' | 'iv7'
MinorMiddle -> 'iv7' 'iv7' 'i7' 'i7'
MinorClosing -> MinorCadence MinorTurnaround
MinorCadence -> 'bVI7' 'V7' [2] | 'V7' 'V7' | 'V7' 'iv7'
MinorTurnaround -> 'i7' 'i7' | 'i7' 'V7' [2]
)";

constexpr std::string_view kCounting =
    R"(# a ... a b ... b, as many of one as of the other: n is geometric with mean 10. From the first b on nothing is
# left to chance until the sentence ends. depth: how many b are still owed.
%constituents S
S -> 'a' More B
More -> S [9] | [1]
B -> 'b'
)";

constexpr std::string_view kParens =
    R"(# Nested brackets with digits that spell the depth, 0 to 4: at each step all that is allowed is equally likely.
%constituents P1 P2 P3 P4
S -> '0' | P1
P1 -> '(' L1 ')'
P2 -> '(' L2 ')'
P3 -> '(' L3 ')'
P4 -> '(' L4 ')'
L1 -> '1' L1 | P2 L1 |
L2 -> '2' L2 | P3 L2 |
L3 -> '3' L3 | P4 L3 |
L4 -> '4' L4 |
)";

constexpr std::string_view kPhrases =
    R"(# Phrase structure: noun phrases with prepositional phrases and relative clauses, verb phrases with complements.
# A noun is followed by one of them at most, so that each sentence has one reading.
%constituents S NP VP PP RC
S -> NP VP '.'
NP -> Det Adjectives N Modifier
Adjectives -> [2] | Adj Adjectives
Modifier -> [7] | PP [2] | RC
PP -> P NP
RC -> 'that' VP | 'that' NP Vt
VP -> Vi [2] | Vt NP [3] | Vs 'that' NP VP
Det -> 'the' [2] | 'a'
Adj -> 'old' | 'small' | 'red'
N -> 'dog' | 'cat' | 'man' | 'child' | 'house'
P -> 'near' | 'behind' | 'with'
Vi -> 'slept' | 'left'
Vt -> 'saw' | 'chased' | 'found'
Vs -> 'said' | 'thought'
)";

}  // namespace

const std::vector<ShippedGrammar>& shipped_grammars() {
  static const std::vector<ShippedGrammar> grammars{
      {"agreement", "a verb agrees with its subject in number, over distractors", kAgreement},
      {"chords", "twelve bars of blues in a major or a minor key", kChords},
      {"counting", "as many b as a", kCounting},
      {"parens", "nested brackets with digits that spell the depth", kParens},
      {"phrases", "noun, verb and prepositional phrases with relative clauses", kPhrases}};
  return grammars;
}

Grammar read_grammar(const std::string& name_or_file) {
  for (const ShippedGrammar& shipped : shipped_grammars())
    if (name_or_file == shipped.name) return parse_grammar(shipped.text, std::string(shipped.name));
  std::string text;
  try {
    text = read_file(name_or_file);
  } catch (Error& error) {
    if (error.kind() != ErrorKind::no_input || name_or_file.find_first_of("./") != std::string::npos) throw;
    std::string names;
    for (const ShippedGrammar& shipped : shipped_grammars())
      names += (names.empty() ? "" : ", ") + std::string(shipped.name);
    fail(ErrorKind::no_input,
         name_or_file + " is neither a file nor a grammar that comes with the program (" + names + ")");
  }
  return parse_grammar(text, name_or_file);
}

}  // namespace rssviz::models
