// Reads a log over HTTP and checks it with nothing of ours: golang.org/x/mod/sumdb/note and .../tlog, as Debian ships them.
//
//	check LOG VERIFIER-KEY OLDER-CHECKPOINT-FILE  < one entry id a line
//
// Prints one JSON object with what was checked, or ends with 1 and one sentence.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func get(url string) []byte {
	answer, err := http.Get(url)
	must(err, url)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(err, url)
	if answer.StatusCode != 200 {
		must(fmt.Errorf("answered %d", answer.StatusCode), url)
	}
	return body
}

// The tree that a checkpoint speaks of, once the log's own signature under it was found good.
func open(signed []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err, "the signature of the checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		must(fmt.Errorf("%q", opened.Text), "the text of the checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "the size of the checkpoint")
	root, err := tlog.ParseHash(lines[2])
	must(err, "the root of the checkpoint")
	return tlog.Tree{N: size, Hash: root}
}

// The tiles of C2SP tlog-tiles: Go's own paths without the height in them. Each is fetched once.
type tiles struct {
	log  string
	kept map[tlog.Tile][]byte
}

func (t tiles) Height() int { return height }
func (t tiles) SaveTiles(found []tlog.Tile, bytes [][]byte) {
	for n, tile := range found {
		t.kept[tile] = bytes[n]
	}
}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for n, tile := range wanted {
		if read[n] = t.kept[tile]; read[n] == nil {
			read[n] = get(t.log + "/" + strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1))
		}
	}
	return read, nil
}

// The leaves of the log, in order, out of its entry bundles.
func leaves(log string, size int64) [][]byte {
	var found [][]byte
	for from := int64(0); from < size; from += 1 << height {
		width := size - from
		if width > 1<<height {
			width = 1 << height
		}
		path := tlog.Tile{H: height, L: 0, N: from >> height, W: int(width)}.Path()
		bundle := get(log + "/" + strings.Replace(path, fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1))
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			found = append(found, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return found
}

func hashes(encoded []string) []tlog.Hash {
	decoded := make([]tlog.Hash, len(encoded))
	for n, one := range encoded {
		bytes, err := base64.StdEncoding.DecodeString(one)
		must(err, "a hash of a proof")
		copy(decoded[n][:], bytes)
	}
	return decoded
}

// The proofs that the log itself gives of these entries must hold under a root that it signed.
func checkServed(log string, ids io.Reader, verifier note.Verifier) int {
	checked := 0
	for lines := bufio.NewScanner(ids); lines.Scan(); checked++ {
		var given struct {
			Leaf       string
			LeafIndex  int64
			Proof      []string
			Checkpoint string
		}
		must(json.Unmarshal(get(log+"/entries/"+lines.Text()+"/proof"), &given), "a proof")
		tree := open([]byte(given.Checkpoint), verifier)
		must(tlog.CheckRecord(hashes(given.Proof), tree.N, tree.Hash, given.LeafIndex, tlog.RecordHash([]byte(given.Leaf))), "the proof of entry "+lines.Text())
	}
	return checked
}

func main() {
	log := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "the key of the log")
	before, err := os.ReadFile(os.Args[3])
	must(err, "the older checkpoint")
	older, tree := open(before, verifier), open(get(log+"/checkpoint"), verifier)
	reader := tlog.TileHashReader(tree, tiles{log, map[tlog.Tile][]byte{}})

	records := leaves(log, tree.N)
	if int64(len(records)) != tree.N {
		must(fmt.Errorf("%d of %d", len(records), tree.N), "the leaves")
	}
	for n, record := range records {
		proof, err := tlog.ProveRecord(tree.N, int64(n), reader)
		must(err, fmt.Sprintf("the tiles around leaf %d", n))
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), tlog.RecordHash(record)), fmt.Sprintf("leaf %d", n))
	}
	growth, err := tlog.ProveTree(tree.N, older.N, reader)
	must(err, "the tiles between the checkpoints")
	must(tlog.CheckTree(growth, tree.N, tree.Hash, older.N, older.Hash), "the growth of the log")

	var served struct{ Proof []string }
	must(json.Unmarshal(get(fmt.Sprintf("%s/consistency?size1=%d&size2=%d", log, older.N, tree.N)), &served), "the log's own proof of growth")
	must(tlog.CheckTree(hashes(served.Proof), tree.N, tree.Hash, older.N, older.Hash), "the log's own proof of growth")

	must(json.NewEncoder(os.Stdout).Encode(map[string]any{"origin": verifier.Name(), "older": older.N, "size": tree.N, "leaves": len(records), "served": checkServed(log, os.Stdin, verifier)}), "the answer")
}
