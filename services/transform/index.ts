export { TransformModule, transformStage } from './transform.module.ts';
export { createTransform } from './transform.ts';
