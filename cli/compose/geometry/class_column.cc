#include "cli/compose/geometry/class_column.h"

#include <cctype>

#include "cli/subjects/roles.h"
#include "core/error.h"

namespace rssviz::cli {

bool is_of_file(const FigureRequest& request) { return request.networks.empty(); }

std::string class_column(const FigureRequest& request) {
  if (!is_of_file(request)) return role_column(*request.networks.front(), request.settings, "class");
  if (!request.settings.has("class"))
    fail(ErrorKind::usage,
         "--class is needed with a file of states: the column that holds the class of each "
         "sequence");
  return request.settings.text("class");
}

Option most_sequences_option() {
  return {"most", OptionType::integer,
          "1000", "sequences of a run that are recorded, at most (4 to 5000)",
          true,   {}};
}

Option folds_option() {
  return {"folds", OptionType::integer, "5", "parts that sequences are held out in (2 to 100)", true, {}};
}

void tell_notes(const FigureRequest& request, const std::vector<std::string>& notes) {
  const std::string of = request.folders.front().string();
  for (const std::string& note : notes) request.execution.progress.warn(of + ": " + note);
}

std::string note_sentences(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) {
    std::string sentence = note;
    sentence.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    text += sentence + ". ";
  }
  return text;
}

}  // namespace rssviz::cli
