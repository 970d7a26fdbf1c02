import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './desk.css';
import { DeskPage } from './desk-page.tsx';
import { TextProvider } from './text/use-text.tsx';

const root = document.getElementById('desk');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <TextProvider>
        <DeskPage />
      </TextProvider>
    </StrictMode>,
  );
}
