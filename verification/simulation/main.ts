import { takeOverGlobals } from './globals.ts';

process.env.PROMETHEUS_WEBHOOK_TOKEN ??= 'simulated';
takeOverGlobals();
const { main } = await import('./command.ts');
process.exitCode = await main(process.argv.slice(2));
