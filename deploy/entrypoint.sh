#!/bin/sh
# Starts Saathi in a container. What the image has ready (the encoder, the encoded examples) is linked into the home,
# so that a new image brings its own and nothing of it lies in a volume; what is there already stays.
set -eu
models="$SAATHI_HOME/models"
mkdir -p "$models"
for ready in /opt/saathi/models/*; do
    place="$models/${ready##*/}"
    # several containers may share the folder: whoever comes second finds the link made
    [ -e "$place" ] || [ -L "$place" ] || ln -s "$ready" "$place" 2>/dev/null || [ -L "$place" ]
done
exec saathi "$@"
