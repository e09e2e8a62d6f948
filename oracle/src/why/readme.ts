/** Goes into every bundle: what is in it, and how anybody checks it. */
export const README = `# Why this number was published

| file | what it is |
|---|---|
| \`manifest.json\` | feed, round, and the SHA-256 of every other file |
| \`documents/SHA256\` | each source document, byte for byte as it came; its name is its hash |
| \`valuations/ID.json\` | what was read out of the documents, what each source said, the arithmetic line by line, both values |
| \`round.json\` | what was decided on the round, holding back included, with the reason |
| \`reports/ID.json\` | the report as it was signed (EIP-712), what each member of the committee answered and derived itself, the proof, the signed transaction |

## Check it

    npm run oracle -- check-why FILE [--rpc URL]

Or by hand:

1. \`sha256sum\` of every file is what \`manifest.json\` says; a document's is its name.
2. SHA-256 of the canonical JSON (RFC 8785) of a valuation's inputs is its \`inputsSha256\`.
3. The report's \`answer\` and \`valuationTime\` are the valuation's for this kind of feed.
4. The EIP-712 hash of the report, or of the batch, in the domain \`Cadastre Oracle\` version \`1\` with
   \`chainId\` and \`committee\`, is its \`digest\`.
5. Each signature recovers its signer from that digest. The proof is the committee's list in its order: 64 bytes of a
   compact signature (ERC-2098) where the bitmap has a bit, 20 bytes of the address where it has none.
6. A transaction's bytes hash to its hash, and call the committee with this report, bitmap and proof.
7. On the chain: the transaction succeeded, the committee's event names feed, round, answer and digest, and
   \`getRoundData(round)\` of the feed gives the answer and its valuation time.

A signature proves who agreed; that the signers are the committee's is for the chain to say (\`signers()\`, and the event
\`SignersChanged\` of the epoch).
`;
