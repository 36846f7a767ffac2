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

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/consumer -B ${prefix}/consumer -G ${GENERATOR}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_PREFIX_PATH=${prefix}/usr -D CMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${prefix}/consumer)
run(${prefix}/consumer/consumer ${prefix}/consumer.pdf)
if(NOT out STREQUAL "9 states\n")
  message(FATAL_ERROR "the consumer says: ${out}")
endif()
file(REMOVE_RECURSE ${prefix})
