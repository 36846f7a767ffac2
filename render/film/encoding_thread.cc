#include "render/film/encoding_thread.h"

#include <system_error>
#include <utility>

namespace rssviz::render {

EncodingThread::EncodingThread(Encoder& encoder, std::size_t longest,
                               std::function<void(std::size_t)> encoded)
    : encoder_(encoder), longest_(longest), encoded_(std::move(encoded)) {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    // The system gives no more threads: push() encodes.
  }
}

EncodingThread::~EncodingThread() { stop(true); }

void EncodingThread::push(std::shared_ptr<const FilmPicture> frame) {
  if (!thread_.joinable()) {
    encoder_.write(*frame);
    encoded_(++count_);
    return;
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.size() < longest_ || error_; });
  if (error_) std::rethrow_exception(error_);
  waiting_.push_back(std::move(frame));
  changed_.notify_all();
}

void EncodingThread::finish() {
  stop(false);
  if (error_) std::rethrow_exception(error_);
}

void EncodingThread::stop(bool give_up) {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    if (give_up) waiting_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void EncodingThread::run() {
  try {
    while (true) {
      std::shared_ptr<const FilmPicture> frame;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !waiting_.empty() || closed_; });
        if (waiting_.empty()) return;
        frame = std::move(waiting_.front());
        waiting_.pop_front();
      }
      changed_.notify_all();
      encoder_.write(*frame);
      encoded_(++count_);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    error_ = std::current_exception();
    changed_.notify_all();
  }
}

}  // namespace rssviz::render
