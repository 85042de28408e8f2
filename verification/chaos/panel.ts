/** Sets the fault panel of a simulator; what it then did is in its journal. */
export async function setFaults(url: string, faults: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${url}/__sim/faults`, { method: 'POST', body: JSON.stringify(faults), signal: AbortSignal.timeout(10_000) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the simulator refused ${JSON.stringify(faults)}: ${text}`);
}
