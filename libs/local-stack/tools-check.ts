import { isDownloaded, kafkaArtifact, registryArtifact } from './artifacts.ts';
import { elsewhere, type Problem } from './errors.ts';
import { findJava, findProgram } from './java.ts';
import type { Part } from './layout.ts';
import { findPostgres } from './postgres-binaries.ts';

/**
 * What this machine lacks for the given parts, all at once, without starting or fetching anything; empty is good.
 * Maven is asked for only while something is still to be downloaded.
 */
export function checkTools(parts: readonly Part[] = ['kafka', 'registry', 'postgres']): Problem[] {
  if (process.platform === 'win32') {
    return [{ code: 'platform', message: 'the local stack runs on Linux and macOS', hint: `use WSL 2, or ${elsewhere}` }];
  }
  const problems: Problem[] = [];
  const artifacts = [...(parts.includes('kafka') ? [kafkaArtifact] : []), ...(parts.includes('registry') ? [registryArtifact] : [])];
  if (artifacts.length > 0) {
    const java = findJava();
    if (typeof java !== 'string') problems.push(java);
  }
  const missing = artifacts.filter((artifact) => !isDownloaded(artifact));
  if (missing.length > 0 && findProgram('mvn') === undefined) {
    const what = missing.map((artifact) => `${artifact.title}, ${artifact.size}`).join('; ');
    problems.push({
      code: 'mavenMissing',
      message: `Maven (mvn) is not on the PATH and is needed once to fetch ${what}`,
      hint: `install Maven, or ${elsewhere}`,
    });
  }
  if (parts.includes('postgres')) {
    const postgres = findPostgres();
    if ('code' in postgres) problems.push(postgres);
  }
  return problems;
}
