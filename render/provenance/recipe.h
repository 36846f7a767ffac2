// A recipe (one line of ASCII JSON that says how a file was made) inside the file that it made, without
// changing what the file shows: the Keywords of a PDF, <metadata> of an SVG, an iTXt chunk of a PNG, the tag
// `comment` of a film, a comment of a GIF. This room knows no settings: a recipe is a string to it. Pure
// functions and readers; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace rssviz::render {

// The bytes of an SVG with `recipe` as its first element. Throws Error{data} where there is no <svg>.
std::string svg_with_recipe(std::string_view svg, std::string_view recipe);
// The bytes of a PNG with `recipe` in an iTXt chunk right after its header. Throws Error{data} where it is
// none.
std::string png_with_recipe(std::string_view png, std::string_view recipe);
// The bytes of a GIF with `recipe` in a comment before its end. Throws Error{data} where it is none.
std::string gif_with_recipe(std::string_view gif, std::string_view recipe);

// Puts `recipe` into the finished SVG, PNG or GIF at `path`, which is replaced by a whole one; leaves a file
// that carries this recipe already as it is (a PDF gets its recipe while it is written). Throws
// Error{no_input}, {io}, {data} where it can't take one or carries another, {usage} where `recipe` isn't one
// line of ASCII.
void put_recipe(const std::filesystem::path& path, std::string_view recipe);

// The recipe in the file at `path`, recognised by its content (PDF, SVG, PNG, GIF, else a film); nothing
// where it carries none. Throws Error{no_input} where it can't be opened, {data} where it is broken or of
// another kind.
std::optional<std::string> read_recipe(const std::filesystem::path& path);

// The same from bytes, by format.
std::optional<std::string> recipe_in_pdf(std::string_view pdf);
std::optional<std::string> recipe_in_svg(std::string_view svg);
std::optional<std::string> recipe_in_png(std::string_view png);
std::optional<std::string> recipe_in_gif(std::string_view gif);

}  // namespace rssviz::render
