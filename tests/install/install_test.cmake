# Installs to a folder of its own, then uses what stands there as a user and as another project would:
# cmake -D BUILD=... -D SOURCE=... -D GENERATOR=... -D COMPILER=... -P install_test.cmake
set(prefix ${BUILD}/install-test)
file(REMOVE_RECURSE ${prefix})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}: exit code ${code}\n${out}\n${err}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix}/usr)
run(${prefix}/usr/bin/rssviz --version)
foreach(file share/man/man1/rssviz.1 share/man/man1/rssviz-embed.1 share/bash-completion/completions/rssviz
        share/zsh/vendor-completions/_rssviz share/fish/vendor_completions.d/rssviz.fish
        share/rssviz/examples/journey.toml share/rssviz/examples/export/rssviz_export.py)
  if(NOT EXISTS ${prefix}/usr/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()
run(bash -c "source ${prefix}/usr/share/bash-completion/completions/rssviz; COMP_WORDS=(rssviz embed --meth); COMP_CWORD=2; _rssviz; test \"$COMPREPLY\" = --method")
run(${prefix}/usr/bin/rssviz embed ${SOURCE}/tests/cli/data/foreign_series.npy --method pca --quiet -o ${prefix}/map.npz)
run(${prefix}/usr/bin/rssviz figure scatter ${prefix}/map.npz --quiet -o ${prefix}/map.pdf)

# Builds a project against what is installed and runs its program, which writes a PDF and says what it wrote.
function(use_libraries program folder says)
  run(${CMAKE_COMMAND} -S ${folder} -B ${prefix}/${program} -G ${GENERATOR}
      -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_PREFIX_PATH=${prefix}/usr -D CMAKE_BUILD_TYPE=Release)
  run(${CMAKE_COMMAND} --build ${prefix}/${program})
  run(${prefix}/${program}/${program} ${prefix}/${program}.pdf)
  if(NOT out MATCHES "${says}")
    message(FATAL_ERROR "${program} says: ${out}")
  endif()
  file(READ ${prefix}/${program}.pdf start LIMIT 5 HEX)
  if(NOT start STREQUAL "255044462d")  # %PDF-
    message(FATAL_ERROR "${program} wrote no PDF")
  endif()
endfunction()
use_libraries(consumer ${SOURCE}/tests/install/consumer "^9 states\n$")
use_libraries(clouds ${prefix}/usr/share/rssviz/examples/library "^300 points, trustworthiness 0\\.9[0-9]\n$")
file(REMOVE_RECURSE ${prefix})
