export { TransformModule, transformStage } from './transform.module.ts';
