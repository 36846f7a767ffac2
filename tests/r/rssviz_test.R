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
