export { consoleModule } from './console.module.ts';
