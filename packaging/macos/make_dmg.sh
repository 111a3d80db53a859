#!/bin/sh
# Makes a .dmg of dist/PandaVision.app, which `make bundle` leaves on a Mac, and signs and notarises it
# where the means are given:
#   PANDAVISION_SIGNING_IDENTITY  "Developer ID Application: …", also while bundling
#   PANDAVISION_NOTARY_PROFILE    a profile of `xcrun notarytool store-credentials`
#   PANDAVISION_NOTARY_KEYCHAIN   the keychain that it is in, where that is not the user's
# DRY_RUN=1 says the commands instead of doing them.
set -eu
app=${1:-dist/PandaVision.app}
version=${2:?usage: make_dmg.sh APP VERSION}
out=dist/pandavision-$version-macos-$(uname -m).dmg
here=$(dirname "$0")
identity=${PANDAVISION_SIGNING_IDENTITY:-}
profile=${PANDAVISION_NOTARY_PROFILE:-}

run() {
    if [ -n "${DRY_RUN:-}" ]; then
        printf 'would run:'
        printf ' [%s]' "$@"
        printf '\n'
    else
        "$@"
    fi
}

if [ -z "${DRY_RUN:-}" ]; then
    [ -d "$app" ] || {
        echo "There is no $app; make bundle makes it on a Mac." >&2
        exit 1
    }
    staged=$(mktemp -d)
    trap 'rm -rf "$staged"' EXIT
else
    staged=/staged
fi

if [ -n "$identity" ]; then
    # The libraries inside are signed while bundling; the app around them last.
    run codesign --force --options runtime --timestamp --entitlements "$here/entitlements.plist" \
        --sign "$identity" "$app"
else
    echo "No signing identity: Gatekeeper will ask whoever opens it." >&2
    run codesign --force --sign - "$app"
fi
run codesign --verify --deep --strict "$app"

run ditto "$app" "$staged/PandaVision.app"
run ln -s /Applications "$staged/Applications"
run hdiutil create -volname PandaVision -srcfolder "$staged" -fs HFS+ -format ULFO -ov "$out"

if [ -n "$identity" ]; then
    run codesign --timestamp --sign "$identity" "$out"
fi
if [ -n "$identity" ] && [ -n "$profile" ]; then
    set -- --keychain-profile "$profile"
    if [ -n "${PANDAVISION_NOTARY_KEYCHAIN:-}" ]; then
        set -- "$@" --keychain "$PANDAVISION_NOTARY_KEYCHAIN"
    fi
    run xcrun notarytool submit "$out" "$@" --wait
    run xcrun stapler staple "$out"
    run spctl --assess --type open --context context:primary-signature --verbose "$out"
fi
echo "$out"
