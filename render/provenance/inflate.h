// Deflated data of files from strangers, unpacked with a limit: two megabytes can become gigabytes. A budget
// is a value for one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rssviz::render {

// What may be made of one file, however it is divided among its parts.
class UnpackBudget {
 public:
  // `file` is what errors call it.
  UnpackBudget(std::string file, std::size_t most_bytes)
      : file_(std::move(file)), left_(most_bytes), most_(most_bytes) {}
  std::size_t left() const { return left_; }
  // Throws Error{data} naming file and limit where there is less left.
  void spend(std::size_t bytes);

 private:
  std::string file_;
  std::size_t left_;
  std::size_t most_;
};

// The bytes of a zlib stream (RFC 1950); what came out up to an error, if there is one. Throws Error{data}
// where they are more than the budget has left.
std::string inflated(std::string_view packed, UnpackBudget& budget);

}  // namespace rssviz::render
