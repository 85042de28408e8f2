/** Writes cmdb.json anew from the recorded session: `node --conditions=junctor-source verification/data/write-cmdb.ts`. */
import { writeFileSync } from 'node:fs';
import { buildCmdb, CMDB_FILE, cmdbText } from './cmdb.ts';

const records = await buildCmdb();
writeFileSync(CMDB_FILE, cmdbText(records));
process.stderr.write(`${CMDB_FILE}: ${records.length} configuration items\n`);
