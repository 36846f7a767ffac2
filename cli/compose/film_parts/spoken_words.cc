#include "cli/compose/film_parts/spoken_words.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string_view>
#include <utility>

namespace rssviz::cli {
namespace {

constexpr const char* kSeen = "@seen";
constexpr const char* kWord = "@word ";  // and how many words were said until then

}  // namespace

void speak(std::vector<SpokenWord> words, render::Animation& film) {
  if (words.empty()) return;
  film.moving_at = [words = std::move(words), moving = film.moving_at](std::size_t number) {
    render::Frame frame = moving(number);
    const auto after = std::partition_point(
        words.begin(), words.end(), [number](const SpokenWord& word) { return word.first_frame <= number; });
    if (after == words.begin()) return frame;
    std::string text;  // of all that begin at the same frame
    const std::size_t begun = std::prev(after)->first_frame;
    for (auto word = after; word != words.begin() && std::prev(word)->first_frame == begun; --word)
      text = std::prev(word)->text + text;
    frame.texts.push_back({kWord + std::to_string(after - words.begin()), std::move(text)});
    return frame;
  };
}

void describe(std::string seen, render::Animation& film) {
  film.moving_at = [seen = std::move(seen), moving = film.moving_at](std::size_t number) {
    render::Frame frame = moving(number);
    if (number == 0) frame.texts.push_back({kSeen, seen});
    return frame;
  };
}

Said word_of(const render::Frame& frame) {
  Said said;
  for (const render::SlotText& text : frame.texts) {
    if (!text.slot.starts_with(kWord)) continue;
    const char* const count = text.slot.data() + std::string_view(kWord).size();
    std::from_chars(count, text.slot.data() + text.slot.size(), said.words);
    said.word = text.text;
  }
  return said;
}

std::string seen_of(const render::Frame& frame) {
  const auto found = std::find_if(frame.texts.begin(), frame.texts.end(),
                                  [](const render::SlotText& text) { return text.slot == kSeen; });
  return found == frame.texts.end() ? "" : found->text;
}

}  // namespace rssviz::cli
