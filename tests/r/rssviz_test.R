# examples/r/rssviz.R against the real program: Rscript rssviz_test.R PROGRAM EXAMPLES
words <- commandArgs(trailingOnly = TRUE)
Sys.setenv(RSSVIZ = words[1])
source(file.path(words[2], "r", "rssviz.R"))
set.seed(1)
h <- matrix(rnorm(400), 100, dimnames = list(NULL, paste0("u", 1:4)))
m <- suppressMessages(rssviz_embed(h, method = "pca"))
stopifnot(nrow(m) == 100, all(c("x", "y") %in% names(m)))
output <- tempfile(fileext = ".svg")
suppressMessages(rssviz_figure("scatter", m, output, labels = data.frame(group = rep(c("a", NA), 50)),
                               color_by = "group", radius = 2, name_classes = TRUE))
stopifnot(any(grepl("<svg", readLines(output, warn = FALSE))))
said <- tryCatch(rssviz_figure("scatter", m, output, nope = 1), error = conditionMessage)
stopifnot(grepl("has no option '--nope'", said))

# Without the program: one line that says where it was looked for, and what to do.
without <- function(named, path) {
  before <- Sys.getenv(c("RSSVIZ", "PATH"))
  on.exit(do.call(Sys.setenv, as.list(before)))
  Sys.setenv(RSSVIZ = named, PATH = path)
  tryCatch(rssviz_embed(h, method = "pca"), error = conditionMessage)
}
remedy <- '; give its place: Sys.setenv(RSSVIZ = "/path/to/rssviz")'
stopifnot(identical(without("", "/nonexistent"), paste0("rssviz isn't on the path", remedy)))
stopifnot(identical(without("/nonexistent/rssviz", "/nonexistent"),
                    paste0("RSSVIZ names no program that can be run: /nonexistent/rssviz", remedy)))
not_to_run <- tempfile("notes")
writeLines("text", not_to_run)
stopifnot(grepl("RSSVIZ names no program that can be run", without(not_to_run, Sys.getenv("PATH")), fixed = TRUE))
