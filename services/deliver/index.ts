export { DeliverModule } from './deliver.module.ts';
