export { TransformModule } from './transform.module.ts';
