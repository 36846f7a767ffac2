#include "render/video/libav.h"

#include <array>

namespace rssviz::render {

void Dictionary::set(const char* key, const std::string& value) {
  checked(av_dict_set(&entries_, key, value.c_str(), 0), ErrorKind::internal,
          std::string("setting the option ") + key);
}

void Dictionary::require_empty(const char* taker) const {
  const AVDictionaryEntry* const left = av_dict_get(entries_, "", nullptr, AV_DICT_IGNORE_SUFFIX);
  if (left != nullptr)
    fail(ErrorKind::internal, std::string(taker) + " knows no option " + left->key + " = " + left->value);
}

int checked(int code, ErrorKind kind, const std::string& doing) {
  if (code >= 0) return code;
  std::array<char, AV_ERROR_MAX_STRING_SIZE> words{};
  av_strerror(code, words.data(), words.size());
  fail(kind, doing + ": " + words.data());
}

void quieten_libav() {
  if (av_log_get_level() > AV_LOG_FATAL) av_log_set_level(AV_LOG_FATAL);
}

std::string libav_url(const std::string& path) { return "file:" + path; }

}  // namespace rssviz::render
